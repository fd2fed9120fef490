#ifndef DIRENT_H
#define DIRENT_H

#include <sys/types.h>

#ifndef NAME_MAX
#define NAME_MAX 59
#endif

struct dirent {
	ino_t d_ino;
	off_t d_off; /* where the next one begins */
	unsigned short d_reclen;
	char d_name[NAME_MAX + 1];
};

#ifndef KERNEL
typedef struct dir DIR;
DIR *opendir(const char *path);
struct dirent *readdir(DIR *d);
void rewinddir(DIR *d);
int closedir(DIR *d);
#endif

#endif
