#ifndef TIME_H
#define TIME_H

#include <sys/types.h>

#define CLOCKS_PER_SEC 1000000

struct tm {
	int tm_sec, tm_min, tm_hour, tm_mday, tm_mon, tm_year, tm_wday, tm_yday,
	    tm_isdst;
};

/* There is one time zone, and seconds count from when the machine was switched
 * on: the year is 1970. */
time_t time(time_t *t);
clock_t clock(void);
double difftime(time_t to, time_t from);
struct tm *gmtime(const time_t *t);
struct tm *localtime(const time_t *t);
time_t mktime(struct tm *tm);
char *asctime(const struct tm *tm);
char *ctime(const time_t *t);
size_t strftime(char *to, size_t room, const char *format, const struct tm *tm);

#endif
