#ifndef TIME_H
#define TIME_H

#include <sys/types.h>

time_t time(time_t *t);

#endif
