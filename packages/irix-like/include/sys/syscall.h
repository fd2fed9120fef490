/* Generated from packages/irix-like/src/syscalls.ts; do not edit: change the table and run
 * pnpm --filter @disco-vm/irix-like generate */
#ifndef SYS_SYSCALL_H
#define SYS_SYSCALL_H

#define SYS_exit 1 /* ends the process */
#define SYS_fork 2
#define SYS_read 3
#define SYS_write 4
#define SYS_open 5
#define SYS_close 6
#define SYS_waitpid 7
#define SYS_creat 8
#define SYS_link 9
#define SYS_unlink 10
#define SYS_execve 11
#define SYS_chdir 12
#define SYS_time 13 /* seconds since the machine was switched on */
#define SYS_mknod 14
#define SYS_chmod 15
#define SYS_chown 16
#define SYS_brk 17
#define SYS_stat 18
#define SYS_lseek 19
#define SYS_getpid 20
#define SYS_alarm 27
#define SYS_fstat 28
#define SYS_pause 29
#define SYS_sync 36
#define SYS_kill 37
#define SYS_setpgid 39
#define SYS_dup 41
#define SYS_pipe 42
#define SYS_times 43
#define SYS_getppid 44
#define SYS_getpgrp 45
#define SYS_sginap 48 /* sleeps for clock ticks; 0: lets others run */
#define SYS_ioctl 54
#define SYS_uadmin 55 /* ends the run with that exit code, disks synchronized */
#define SYS_umask 60
#define SYS_fcntl 62
#define SYS_dup2 63
#define SYS_rmdir 79
#define SYS_mkdir 80
#define SYS_getdents 81
#define SYS_rename 82
#define SYS_ftruncate 83
#define SYS_fsync 84
#define SYS_getcwd 85
#define SYS_sigaction 96 /* the fourth argument is where handlers return to */
#define SYS_sigprocmask 97
#define SYS_sigsuspend 98
#define SYS_sigpending 99
#define SYS_sigreturn 100
#define SYS_gettimeofday 108
#define SYS_mmap 115
#define SYS_munmap 116
#define SYS_mprotect 117
#define SYS_msync 118
#define SYS_sproc 129 /* a thread: entry, share mask, argument, stack's end, where the entry returns to */
#define SYS_prctl 130 /* about this process and those it shares with */
#define SYS_sysmp 131 /* about processors and the kernel's counters */
#define SYS_shmget 140
#define SYS_shmat 141
#define SYS_shmdt 142
#define SYS_shmctl 143

/* X(number, name, arguments) for each; W for those to which the C library adds something. */
#define SYSCALLS(X, W) \
	W(1, exit, 1) \
	X(2, fork, 0) \
	X(3, read, 3) \
	X(4, write, 3) \
	X(5, open, 3) \
	X(6, close, 1) \
	X(7, waitpid, 3) \
	X(8, creat, 2) \
	X(9, link, 2) \
	X(10, unlink, 1) \
	X(11, execve, 3) \
	X(12, chdir, 1) \
	W(13, time, 0) \
	X(14, mknod, 3) \
	X(15, chmod, 2) \
	X(16, chown, 3) \
	W(17, brk, 1) \
	X(18, stat, 2) \
	X(19, lseek, 3) \
	X(20, getpid, 0) \
	X(27, alarm, 1) \
	X(28, fstat, 2) \
	X(29, pause, 0) \
	X(36, sync, 0) \
	X(37, kill, 2) \
	X(39, setpgid, 2) \
	X(41, dup, 1) \
	X(42, pipe, 1) \
	X(43, times, 1) \
	X(44, getppid, 0) \
	X(45, getpgrp, 0) \
	X(48, sginap, 1) \
	X(54, ioctl, 3) \
	X(55, uadmin, 2) \
	X(60, umask, 1) \
	X(62, fcntl, 3) \
	X(63, dup2, 2) \
	X(79, rmdir, 1) \
	X(80, mkdir, 2) \
	X(81, getdents, 3) \
	X(82, rename, 2) \
	X(83, ftruncate, 2) \
	X(84, fsync, 1) \
	W(85, getcwd, 2) \
	W(96, sigaction, 4) \
	X(97, sigprocmask, 3) \
	X(98, sigsuspend, 1) \
	X(99, sigpending, 1) \
	X(100, sigreturn, 1) \
	X(108, gettimeofday, 1) \
	X(115, mmap, 6) \
	X(116, munmap, 2) \
	X(117, mprotect, 3) \
	X(118, msync, 3) \
	W(129, sproc, 5) \
	X(130, prctl, 2) \
	X(131, sysmp, 3) \
	X(140, shmget, 3) \
	X(141, shmat, 3) \
	X(142, shmdt, 1) \
	X(143, shmctl, 3)

#define NSYSCALL 144

#endif
