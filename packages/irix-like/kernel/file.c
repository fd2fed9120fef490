/* Open files. */
#include "file.h"
#include "defs.h"
#include "vnode.h"

static struct spinlock filelock; /* reference counts */

struct file *
file_alloc(int flags)
{
	struct file *f = kmem_zalloc(sizeof *f);

	if (f) {
		f->f_refs = 1;
		f->f_flags = flags;
		mutex_init(&f->f_lock, M_FILE);
	}
	return f;
}

void
file_hold(struct file *f)
{
	int s = splock(&filelock);

	f->f_refs++;
	spunlock(&filelock, s);
}

void
file_release(struct file *f)
{
	int s = splock(&filelock), last = --f->f_refs == 0;

	spunlock(&filelock, s);
	if (!last)
		return;
	if (f->f_pipe)
		pipe_close(f);
	if (f->f_vp)
		vn_release(f->f_vp);
	kmem_free(f, sizeof *f);
}

struct files *
files_alloc(void)
{
	struct files *fs = kmem_zalloc(sizeof *fs);

	if (fs)
		fs->fs_refs = 1;
	return fs;
}

struct files *
files_hold(struct files *fs)
{
	int s = splock(&filelock);

	fs->fs_refs++;
	spunlock(&filelock, s);
	return fs;
}

struct files *
files_dup(struct files *from)
{
	struct files *fs = files_alloc();
	int s;

	if (!fs)
		return 0;
	s = splock(&from->fs_lock);
	for (int fd = 0; fd < NOFILE; fd++)
		if ((fs->fs_file[fd] = from->fs_file[fd])) {
			fs->fs_cloexec[fd] = from->fs_cloexec[fd];
			file_hold(fs->fs_file[fd]);
		}
	spunlock(&from->fs_lock, s);
	return fs;
}

void
files_release(struct files *fs)
{
	int s = splock(&filelock), last = --fs->fs_refs == 0;

	spunlock(&filelock, s);
	if (!last)
		return;
	for (int fd = 0; fd < NOFILE; fd++)
		if (fs->fs_file[fd])
			file_release(fs->fs_file[fd]);
	kmem_free(fs, sizeof *fs);
}

/* The file of a descriptor with one user more, or 0. */
struct file *
fd_file(uint32_t fd)
{
	struct files *fs = curproc->p_files;
	struct file *f = 0;
	int s;

	if (fd >= NOFILE)
		return 0;
	s = splock(&fs->fs_lock);
	if ((f = fs->fs_file[fd]))
		file_hold(f);
	spunlock(&fs->fs_lock, s);
	return f;
}

/* Gives the caller's reference to the lowest free descriptor from `least`
 * on. */
int
fd_install(struct file *f, uint32_t least, int32_t *fd)
{
	struct files *fs = curproc->p_files;
	int s = splock(&fs->fs_lock), error = EMFILE;

	for (uint32_t n = least; n < NOFILE; n++)
		if (!fs->fs_file[n]) {
			fs->fs_file[n] = f;
			fs->fs_cloexec[n] = 0;
			*fd = n;
			error = 0;
			break;
		}
	spunlock(&fs->fs_lock, s);
	return error;
}

/* This process's files for itself: a copy if threads share them; 0 if there is
 * no memory for it. */
struct files *
files_own(void)
{
	struct files *fs = curproc->p_files;

	return fs->fs_refs > 1 ? files_dup(fs) : files_hold(fs);
}

/* Another program begins, with files of its own: descriptors that it is not to
 * have are closed. */
void
files_exec(struct files *fs)
{
	struct files *old = curproc->p_files;

	for (int fd = 0; fd < NOFILE; fd++)
		if (fs->fs_file[fd] && fs->fs_cloexec[fd]) {
			file_release(fs->fs_file[fd]);
			fs->fs_file[fd] = 0;
		}
	curproc->p_files = fs;
	files_release(old);
}
