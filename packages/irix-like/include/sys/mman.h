#ifndef SYS_MMAN_H
#define SYS_MMAN_H

#include <sys/types.h>

#define PROT_NONE 0
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4

#define MAP_SHARED 0x1
#define MAP_PRIVATE 0x2
#define MAP_FIXED 0x10
#define MAP_ANONYMOUS 0x100
#define MAP_FAILED ((void *) -1)

#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4

#ifndef KERNEL
void *mmap(void *addr, size_t bytes, int prot, int flags, int fd, off_t off);
int munmap(void *addr, size_t bytes);
int mprotect(void *addr, size_t bytes, int prot);
int msync(void *addr, size_t bytes, int flags);
#endif

#endif
