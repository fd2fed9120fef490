/* System calls about files: descriptors, reading, writing. */
#include <dirent.h>
#include <fcntl.h>
#include "file.h"
#include "defs.h"
#include "vnode.h"

int
fd_rdwr(struct file *f, int write, uint32_t uaddr, uint32_t n, uint32_t *done)
{
	int error;

	*done = 0;
	if ((f->f_flags & O_ACCMODE) == (write ? O_RDONLY : O_WRONLY))
		return EBADF;
	if ((int32_t) n < 0)
		return EINVAL;
	if (uaddr >= USERLIM || n > USERLIM - uaddr)
		return EFAULT;
	if (f->f_pipe)
		return pipe_rdwr(f, write, uaddr, n, done);
	if (f->f_vp->v_type == VCHR)
		return dev_rdwr(f, write, uaddr, n, done);
	if (f->f_vp->v_type == VDIR)
		return EISDIR;
	mutex_lock(&f->f_lock);
	if (write && (f->f_flags & O_APPEND))
		f->f_off = f->f_vp->v_size;
	error = vn_rdwr(f->f_vp, write, &f->f_off, uaddr, n, done);
	mutex_unlock(&f->f_lock);
	return error;
}

static int
rdwr(const uint32_t *a, int32_t *rv, int write)
{
	struct file *f = fd_file(a[0]);
	uint32_t done;
	int error;

	if (!f)
		return EBADF;
	error = fd_rdwr(f, write, a[1], a[2], &done);
	file_release(f);
	*rv = done;
	return error;
}

int
sys_read(const uint32_t *a, int32_t *rv)
{
	return rdwr(a, rv, 0);
}

int
sys_write(const uint32_t *a, int32_t *rv)
{
	return rdwr(a, rv, 1);
}

int
sys_close(const uint32_t *a, int32_t *rv)
{
	struct files *fs = curproc->p_files;
	struct file *f = 0;
	int s;

	(void) rv;
	if (a[0] >= NOFILE)
		return EBADF;
	s = splock(&fs->fs_lock);
	f = fs->fs_file[a[0]];
	fs->fs_file[a[0]] = 0;
	spunlock(&fs->fs_lock, s);
	if (!f)
		return EBADF;
	file_release(f);
	return 0;
}

static int
dup_from(uint32_t fd, uint32_t least, int32_t *rv)
{
	struct file *f = fd_file(fd);
	int error;

	if (!f)
		return EBADF;
	error = least >= NOFILE ? EINVAL : fd_install(f, least, rv);
	if (error)
		file_release(f);
	return error;
}

int
sys_dup(const uint32_t *a, int32_t *rv)
{
	return dup_from(a[0], 0, rv);
}

int
sys_dup2(const uint32_t *a, int32_t *rv)
{
	struct files *fs = curproc->p_files;
	struct file *f = fd_file(a[0]), *old;
	int s;

	if (!f)
		return EBADF;
	if (a[1] >= NOFILE) {
		file_release(f);
		return EBADF;
	}
	*rv = a[1];
	s = splock(&fs->fs_lock);
	old = fs->fs_file[a[1]];
	fs->fs_file[a[1]] = f;
	if (old != f)
		fs->fs_cloexec[a[1]] = 0;
	spunlock(&fs->fs_lock, s);
	if (old)
		file_release(old);
	return 0;
}

int
sys_fcntl(const uint32_t *a, int32_t *rv)
{
	struct files *fs = curproc->p_files;
	struct file *f;
	int error = 0;

	if (a[1] == F_DUPFD)
		return dup_from(a[0], a[2], rv);
	if (!(f = fd_file(a[0])))
		return EBADF;
	switch (a[1]) {
	case F_GETFD:
		*rv = fs->fs_cloexec[a[0]];
		break;
	case F_SETFD:
		fs->fs_cloexec[a[0]] = a[2] & FD_CLOEXEC;
		break;
	case F_GETFL:
		*rv = f->f_flags;
		break;
	case F_SETFL:
		f->f_flags = (f->f_flags & ~(O_APPEND | O_NONBLOCK)) |
		    (a[2] & (O_APPEND | O_NONBLOCK));
		break;
	default:
		error = EINVAL;
	}
	file_release(f);
	return error;
}

int
sys_pipe(const uint32_t *a, int32_t *rv)
{
	struct file *f[2];
	int32_t fd[2];
	int error = pipe_make(&f[0], &f[1]);

	(void) rv;
	if (error)
		return error;
	if ((error = fd_install(f[0], 0, &fd[0])))
		file_release(f[0]);
	else if ((error = fd_install(f[1], 0, &fd[1])))
		sys_close((uint32_t *) &fd[0], rv);
	if (error) {
		file_release(f[1]);
		return error;
	}
	if (copyout(fd, a[0], sizeof fd)) {
		sys_close((uint32_t *) &fd[0], rv);
		sys_close((uint32_t *) &fd[1], rv);
		return EFAULT;
	}
	return 0;
}

/* The regular file of a descriptor, or an error. */
static int
fd_vnode(uint32_t fd, struct file **f)
{
	*f = fd_file(fd);
	if (!*f)
		return EBADF;
	if ((*f)->f_vp)
		return 0;
	file_release(*f);
	return EINVAL;
}

int
sys_lseek(const uint32_t *a, int32_t *rv)
{
	struct file *f = fd_file(a[0]);
	int64_t off = (int32_t) a[1];
	int error = 0;

	if (!f)
		return EBADF;
	if (!f->f_vp || f->f_vp->v_type == VCHR)
		error = ESPIPE;
	else {
		mutex_lock(&f->f_lock);
		if (a[2] == SEEK_CUR)
			off += f->f_off;
		else if (a[2] == SEEK_END)
			off += f->f_vp->v_size;
		else if (a[2] != SEEK_SET)
			error = EINVAL;
		if (off < 0 || off > 0x7fffffff)
			error = EINVAL;
		if (!error)
			*rv = f->f_off = off;
		mutex_unlock(&f->f_lock);
	}
	file_release(f);
	return error;
}

int
sys_fstat(const uint32_t *a, int32_t *rv)
{
	struct file *f = fd_file(a[0]);
	struct stat st;
	int error = 0;

	(void) rv;
	if (!f)
		return EBADF;
	memset(&st, 0, sizeof st);
	st.st_mode = S_IFIFO | 0600;
	st.st_blksize = NBPP;
	if (f->f_vp)
		error = f->f_vp->v_op->vop_getattr(f->f_vp, &st);
	file_release(f);
	return error ? error : copyout(&st, a[1], sizeof st);
}

int
sys_ftruncate(const uint32_t *a, int32_t *rv)
{
	struct file *f;
	int error = fd_vnode(a[0], &f);

	(void) rv;
	if (error)
		return error;
	if ((f->f_flags & O_ACCMODE) == O_RDONLY || f->f_vp->v_type != VREG ||
	    (int32_t) a[1] < 0)
		error = EINVAL;
	else {
		mutex_lock(&f->f_vp->v_lock);
		error = f->f_vp->v_op->vop_truncate(f->f_vp, a[1]);
		mutex_unlock(&f->f_vp->v_lock);
	}
	file_release(f);
	return error;
}

int
sys_fsync(const uint32_t *a, int32_t *rv)
{
	struct file *f;
	int error = fd_vnode(a[0], &f);

	(void) rv;
	if (error)
		return error;
	error = vn_flush(f->f_vp);
	if (!error)
		error = journal_commit();
	file_release(f);
	return error;
}

int
sys_sync(const uint32_t *a, int32_t *rv)
{
	(void) a;
	(void) rv;
	return journal_commit();
}

int
sys_ioctl(const uint32_t *a, int32_t *rv)
{
	struct file *f = fd_file(a[0]);
	int error;

	(void) rv;
	if (!f)
		return EBADF;
	error = dev_ioctl(f, a[1], a[2]);
	file_release(f);
	return error;
}

int
sys_getdents(const uint32_t *a, int32_t *rv)
{
	struct file *f;
	struct dirent d;
	uint32_t done = 0, off;
	int error = fd_vnode(a[0], &f);

	if (error)
		return error;
	if (f->f_vp->v_type != VDIR)
		error = ENOTDIR;
	mutex_lock(&f->f_lock);
	while (!error && a[2] - done >= sizeof d && done < a[2]) {
		memset(&d, 0, sizeof d);
		off = f->f_off;
		error = f->f_vp->v_op->vop_entry(f->f_vp, &off, &d.d_ino,
		    d.d_name);
		if (error)
			break;
		d.d_off = off;
		d.d_reclen = sizeof d;
		if (!(error = copyout(&d, a[1] + done, sizeof d))) {
			done += sizeof d;
			f->f_off = off;
		}
	}
	if (!error && done == 0)
		error = EINVAL; /* the buffer is too small */
	mutex_unlock(&f->f_lock);
	file_release(f);
	*rv = done;
	return error == ENOENT ? 0 : error;
}
