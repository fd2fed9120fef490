/* Threads, as IRIX has them: processes that share. */
#ifndef SYS_PRCTL_H
#define SYS_PRCTL_H

#include <sys/types.h>

#define PR_SADDR 0x01 /* the address space; always */
#define PR_SFDS 0x02  /* open files */
#define PR_SALL 0xff

#define PR_MAXPROCS 1   /* how many processes there may be */
#define PR_MAXPPROCS 5  /* how many run at once */
#define PR_TERMCHILD 12 /* SIGHUP when the parent ends */
#define PR_GETSHMASK 13 /* what this process shares */
#define PR_GETNSHARE 14 /* how many share the address space, this one too */

#ifndef KERNEL
/* Starts entry(argument) on a stack of its own. The thread is a child: wait
 * waits for it. */
pid_t sproc(void (*entry)(void *), unsigned share, void *argument);
int prctl(int option, ...);

/* A page that each process and thread has to itself at the same address: zeros
 * at first, and after sproc and execve; a copy after fork. */
struct prda {
	int t_errno;         /* the C library's */
	char lib_prda[1020]; /* libraries' */
	char usr_prda[3072]; /* the program's */
};

#define PRDA ((struct prda *) 0x200000)
#endif

#endif
