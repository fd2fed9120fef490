/* What the C library itself reports; a system has more. */
#ifndef ERRNO_H
#define ERRNO_H

#define EINVAL 22
#define EDOM 33
#define ERANGE 34

extern int errno;

#endif
