/* Open files, and the tables of them. */
#ifndef FILE_H
#define FILE_H

#include "lock.h"
#include "param.h"

struct file {
	int f_refs;            /* guarded by filelock */
	int f_flags;           /* as for open */
	struct vnode *f_vp;    /* or 0: a pipe */
	struct pipe *f_pipe;
	struct mutex f_lock;   /* f_off */
	uint32_t f_off;
};

/* What a process, or threads that share, have open. */
struct files {
	int fs_refs;
	struct spinlock fs_lock;
	struct file *fs_file[NOFILE];
	uint8_t fs_cloexec[NOFILE];
};

/* file.c */
struct file *file_alloc(int flags);
void file_hold(struct file *f);
void file_release(struct file *f);
struct file *fd_file(uint32_t fd);
int fd_install(struct file *f, uint32_t least, int32_t *fd);
struct files *files_own(void);
void files_exec(struct files *fs);
/* pipe.c */
int pipe_make(struct file **r, struct file **w);
void pipe_close(struct file *f);
int pipe_rdwr(struct file *f, int write, uint32_t uaddr, uint32_t n,
    uint32_t *done);
/* dev.c */
int dev_rdwr(struct file *f, int write, uint32_t uaddr, uint32_t n,
    uint32_t *done);
int dev_ioctl(struct file *f, uint32_t command, uint32_t arg);
/* tty.c */
int tty_read(struct file *f, uint32_t uaddr, uint32_t n, uint32_t *done);
int tty_write(uint32_t uaddr, uint32_t n, uint32_t *done);
int tty_ioctl(uint32_t command, uint32_t arg);

#endif
