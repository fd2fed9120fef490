/* Shared memory of System V. */
#ifndef SYS_SHM_H
#define SYS_SHM_H

#include <sys/types.h>

typedef int key_t;

#define IPC_PRIVATE ((key_t) 0)
#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_RMID 0
#define IPC_STAT 2
#define SHM_RDONLY 010000

struct shmid_ds {
	size_t shm_segsz;
	int shm_nattch;
};

#ifndef KERNEL
int shmget(key_t key, size_t bytes, int flags);
void *shmat(int id, const void *addr, int flags);
int shmdt(const void *addr);
int shmctl(int id, int command, struct shmid_ds *buf);
#endif

#endif
