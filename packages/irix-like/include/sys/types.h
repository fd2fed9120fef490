#ifndef SYS_TYPES_H
#define SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int pid_t;
typedef long off_t;
typedef int ssize_t;
typedef unsigned short mode_t;
typedef unsigned short nlink_t;
typedef int uid_t;
typedef int gid_t;
typedef unsigned int ino_t;
typedef unsigned int dev_t;
typedef long time_t;
typedef long clock_t;
typedef unsigned int sigset_t;

#endif
