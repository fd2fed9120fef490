/* Time and dates: the Gregorian calendar, one time zone. */
#include <stdio.h>
#include <string.h>
#include <sys/times.h>
#include <time.h>

int __sys_time(void);

static const char days[7][10] = { "Sunday", "Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday" };
static const char months[12][10] = { "January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December" };

time_t
time(time_t *t)
{
	time_t now = __sys_time();

	if (t)
		*t = now;
	return now;
}

/* The processor time of this process: of ticks. */
clock_t
clock(void)
{
	struct tms t;

	times(&t);
	return (t.tms_utime + t.tms_stime) * (CLOCKS_PER_SEC / 100);
}

double
difftime(time_t to, time_t from)
{
	return (double) to - from;
}

static int
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_days(int month, int year)
{
	static const char length[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };

	return length[month] + (month == 1 && is_leap(year));
}

struct tm *
gmtime(const time_t *t)
{
	static struct tm tm;
	long day = *t / 86400, second = *t % 86400;
	int year = 1970, month = 0;

	if (second < 0) {
		second += 86400;
		day--;
	}
	tm.tm_wday = ((day + 4) % 7 + 7) % 7; /* day 0 was a Thursday */
	for (; day < 0; day += 365 + is_leap(year))
		year--;
	for (; day >= 365 + is_leap(year); year++)
		day -= 365 + is_leap(year);
	tm.tm_yday = day;
	for (; day >= month_days(month, year); month++)
		day -= month_days(month, year);
	tm.tm_year = year - 1900;
	tm.tm_mon = month;
	tm.tm_mday = day + 1;
	tm.tm_hour = second / 3600;
	tm.tm_min = second / 60 % 60;
	tm.tm_sec = second % 60;
	return &tm;
}

struct tm *
localtime(const time_t *t)
{
	return gmtime(t);
}

/* Fields out of their range count on into the next. */
time_t
mktime(struct tm *tm)
{
	int years = tm->tm_mon / 12 - (tm->tm_mon % 12 < 0);
	int month = tm->tm_mon - years * 12;
	int year = tm->tm_year + 1900 + years;
	long day = tm->tm_mday - 1;
	time_t t;

	while (month > 0)
		day += month_days(--month, year);
	for (int y = 1970; y < year; y++)
		day += 365 + is_leap(y);
	for (int y = year; y < 1970; y++)
		day -= 365 + is_leap(y);
	t = ((day * 24 + tm->tm_hour) * 60 + tm->tm_min) * 60 + tm->tm_sec;
	*tm = *gmtime(&t);
	return t;
}

char *
asctime(const struct tm *tm)
{
	static char text[32];

	strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y\n", tm);
	return text;
}

char *
ctime(const time_t *t)
{
	return asctime(localtime(t));
}

/* One conversion. */
static void
put(char *to, size_t n, char c, const struct tm *tm)
{
	int year = tm->tm_year + 1900, hour = tm->tm_hour % 12;
	const char *zone = "UTC";

	switch (c) {
	case 'a': snprintf(to, n, "%.3s", days[tm->tm_wday]); break;
	case 'A': snprintf(to, n, "%s", days[tm->tm_wday]); break;
	case 'b': snprintf(to, n, "%.3s", months[tm->tm_mon]); break;
	case 'B': snprintf(to, n, "%s", months[tm->tm_mon]); break;
	case 'c': strftime(to, n, "%a %b %e %H:%M:%S %Y", tm); break;
	case 'd': snprintf(to, n, "%02d", tm->tm_mday); break;
	case 'e': snprintf(to, n, "%2d", tm->tm_mday); break;
	case 'D': case 'x': strftime(to, n, "%m/%d/%y", tm); break;
	case 'F': strftime(to, n, "%Y-%m-%d", tm); break;
	case 'H': snprintf(to, n, "%02d", tm->tm_hour); break;
	case 'I': snprintf(to, n, "%02d", hour ? hour : 12); break;
	case 'j': snprintf(to, n, "%03d", tm->tm_yday + 1); break;
	case 'm': snprintf(to, n, "%02d", tm->tm_mon + 1); break;
	case 'M': snprintf(to, n, "%02d", tm->tm_min); break;
	case 'n': snprintf(to, n, "\n"); break;
	case 'p': snprintf(to, n, "%s", tm->tm_hour < 12 ? "AM" : "PM"); break;
	case 'S': snprintf(to, n, "%02d", tm->tm_sec); break;
	case 't': snprintf(to, n, "\t"); break;
	case 'T': case 'X': strftime(to, n, "%H:%M:%S", tm); break;
	case 'U': snprintf(to, n, "%02d", (tm->tm_yday + 7 - tm->tm_wday) / 7);
		break;
	case 'w': snprintf(to, n, "%d", tm->tm_wday); break;
	case 'W': snprintf(to, n, "%02d",
		(tm->tm_yday + 7 - (tm->tm_wday + 6) % 7) / 7);
		break;
	case 'y': snprintf(to, n, "%02d", year % 100); break;
	case 'Y': snprintf(to, n, "%d", year); break;
	case 'z': snprintf(to, n, "+0000"); break;
	case 'Z': snprintf(to, n, "%s", zone); break;
	default: snprintf(to, n, "%c", c);
	}
}

/* The length, or 0 if there is not enough room. */
size_t
strftime(char *to, size_t room, const char *f, const struct tm *tm)
{
	char text[64];
	size_t n = 0;

	for (; *f; f++) {
		text[0] = *f;
		text[1] = 0;
		if (*f == '%' && f[1])
			put(text, sizeof text, *++f, tm);
		if (n + strlen(text) + 1 > room)
			return 0;
		strcpy(to + n, text);
		n += strlen(text);
	}
	if (room > 0)
		to[n] = 0;
	return n;
}
