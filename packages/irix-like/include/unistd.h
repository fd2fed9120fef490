#ifndef UNISTD_H
#define UNISTD_H

#include <sys/types.h>

#define STDIN_FILENO 0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#define _SC_CLK_TCK 3
#define _SC_OPEN_MAX 4
#define _SC_PAGESIZE 11
#define _SC_NPROCESSORS_ONLN 15

extern char **environ;
extern char *optarg;
extern int optind, opterr, optopt;

_Noreturn void _exit(int code);
pid_t fork(void);
int execve(const char *path, char *const argv[], char *const envp[]);
int execv(const char *path, char *const argv[]);
int execvp(const char *name, char *const argv[]);
int execl(const char *path, const char *arg, ...);
int execlp(const char *name, const char *arg, ...);
ssize_t read(int fd, void *buf, size_t n);
ssize_t write(int fd, const void *buf, size_t n);
int close(int fd);
off_t lseek(int fd, off_t off, int whence);
int link(const char *old, const char *new);
int unlink(const char *path);
int rmdir(const char *path);
int rename(const char *old, const char *new);
int chdir(const char *path);
int chown(const char *path, uid_t uid, gid_t gid);
char *getcwd(char *buf, size_t n);
int dup(int fd);
int dup2(int fd, int to);
int pipe(int fd[2]);
int ftruncate(int fd, off_t size);
int fsync(int fd);
void sync(void);
int access(const char *path, int mode);
int isatty(int fd);
long sysconf(int name);
pid_t getpid(void);
pid_t getppid(void);
pid_t getpgrp(void);
int setpgid(pid_t pid, pid_t pgrp);
unsigned alarm(unsigned seconds);
unsigned sleep(unsigned seconds);
int pause(void);
int sginap(int ticks);
int brk(void *end);
void *sbrk(int more);
int getdents(int fd, void *buf, size_t n);
int uadmin(int command, int code);
int tcsetpgrp(int fd, pid_t pgrp);
pid_t tcgetpgrp(int fd);
int getopt(int argc, char *const argv[], const char *options);

#endif
