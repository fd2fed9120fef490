/* Threads, as IRIX has them: processes that share. */
#ifndef SYS_PRCTL_H
#define SYS_PRCTL_H

#include <sys/types.h>

#define PR_SADDR 0x01 /* the address space; always */
#define PR_SFDS 0x02  /* open files */
#define PR_SALL 0xff

#ifndef KERNEL
/* Starts entry(argument) on a stack of its own of `bytes` bytes. The thread is
 * a child: wait waits for it. */
pid_t sproc(void (*entry)(void *), unsigned share, void *argument);
#endif

#endif
