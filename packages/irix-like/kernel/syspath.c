/* System calls about names of files. */
#include <fcntl.h>
#include "file.h"
#include "defs.h"
#include "vnode.h"

/* Paths are long: they are not kept on the stack. */
static int
path_in(uint32_t uaddr, char **path)
{
	int error;

	if (!(*path = kmem_zalloc(MAXPATH)))
		return ENOMEM;
	error = copyinstr(uaddr, *path, MAXPATH, ENAMETOOLONG);
	if (error)
		kmem_free(*path, MAXPATH);
	return error;
}

int
namei_user(uint32_t uaddr, struct vnode **vpp)
{
	char *path;
	int error = path_in(uaddr, &path);

	if (error)
		return error;
	error = namei(path, vpp);
	kmem_free(path, MAXPATH);
	return error;
}

static int
parent_user(uint32_t uaddr, struct vnode **dvpp, char *name)
{
	char *path;
	int error = path_in(uaddr, &path);

	if (error)
		return error;
	error = nameiparent(path, dvpp, name);
	kmem_free(path, MAXPATH);
	return error;
}

/* Makes a file, and gives it if vpp is not 0. */
static int
make(uint32_t uaddr, mode_t mode, dev_t rdev, struct vnode **vpp)
{
	char name[NAMELEN];
	struct vnode *dvp, *vp;
	int error = parent_user(uaddr, &dvp, name);

	if (error)
		return error;
	mode = (mode & S_IFMT) | (mode & 07777 & ~curproc->p_umask);
	error = dvp->v_op->vop_create(dvp, name, mode, rdev, &vp);
	vn_release(dvp);
	if (error)
		return error;
	if (vpp)
		*vpp = vp;
	else
		vn_release(vp);
	return 0;
}

static int
open_vnode(uint32_t uaddr, int flags, mode_t mode, struct vnode **vpp)
{
	int error;

	/* Again if somebody else made the name meanwhile: it may be gone by
	 * now. */
	do {
		error = namei_user(uaddr, vpp);
		if (!error && (flags & O_CREAT) && (flags & O_EXCL)) {
			vn_release(*vpp);
			return EEXIST;
		}
		if (error == ENOENT && (flags & O_CREAT))
			error = make(uaddr, S_IFREG | (mode & 07777), 0, vpp);
	} while (error == EEXIST && !(flags & O_EXCL));
	return error;
}

static int
open_file(uint32_t uaddr, int flags, mode_t mode, int32_t *rv)
{
	struct vnode *vp;
	struct file *f;
	int error;

	if ((flags & O_ACCMODE) == O_ACCMODE)
		return EINVAL;
	if ((error = open_vnode(uaddr, flags, mode, &vp)))
		return error;
	if (vp->v_type == VDIR && (flags & O_ACCMODE) != O_RDONLY)
		error = EISDIR;
	else if (vp->v_type == VFIFO || vp->v_type == VNON)
		error = ENXIO;
	else if ((flags & O_TRUNC) && vp->v_type == VREG &&
	    (flags & O_ACCMODE) != O_RDONLY) {
		mutex_lock(&vp->v_lock);
		error = vp->v_op->vop_truncate(vp, 0);
		mutex_unlock(&vp->v_lock);
	}
	f = error ? 0 : file_alloc(flags & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	if (!f) {
		vn_release(vp);
		return error ? error : ENFILE;
	}
	f->f_vp = vp;
	if ((error = fd_install(f, 0, rv)))
		file_release(f);
	return error;
}

int
sys_open(const uint32_t *a, int32_t *rv)
{
	return open_file(a[0], a[1], a[2], rv);
}

int
sys_creat(const uint32_t *a, int32_t *rv)
{
	return open_file(a[0], O_WRONLY | O_CREAT | O_TRUNC, a[1], rv);
}

int
sys_mknod(const uint32_t *a, int32_t *rv)
{
	mode_t type = a[1] & S_IFMT;

	(void) rv;
	if (type != S_IFCHR && type != S_IFREG && type != S_IFIFO && type != 0)
		return EINVAL;
	return make(a[0], type ? a[1] : a[1] | S_IFREG,
	    type == S_IFCHR ? a[2] : 0, 0);
}

int
sys_mkdir(const uint32_t *a, int32_t *rv)
{
	(void) rv;
	return make(a[0], S_IFDIR | (a[1] & 07777), 0, 0);
}

int
sys_link(const uint32_t *a, int32_t *rv)
{
	char name[NAMELEN];
	struct vnode *vp, *dvp;
	int error = namei_user(a[0], &vp);

	(void) rv;
	if (error)
		return error;
	if (vp->v_type == VDIR)
		error = EPERM;
	else if (!(error = parent_user(a[1], &dvp, name))) {
		error = dvp->v_op->vop_link(dvp, name, vp);
		vn_release(dvp);
	}
	vn_release(vp);
	return error;
}

static int
remove_name(uint32_t uaddr, int directory)
{
	char name[NAMELEN];
	struct vnode *dvp;
	int error = parent_user(uaddr, &dvp, name);

	if (error)
		return error == EEXIST ? EBUSY : error;
	error = dvp->v_op->vop_remove(dvp, name, directory);
	vn_release(dvp);
	return error;
}

int
sys_unlink(const uint32_t *a, int32_t *rv)
{
	(void) rv;
	return remove_name(a[0], 0);
}

int
sys_rmdir(const uint32_t *a, int32_t *rv)
{
	(void) rv;
	return remove_name(a[0], 1);
}

int
sys_rename(const uint32_t *a, int32_t *rv)
{
	char old[NAMELEN], new[NAMELEN];
	struct vnode *from, *to;
	int error = parent_user(a[0], &from, old);

	(void) rv;
	if (error)
		return error == EEXIST ? EBUSY : error;
	if (!(error = parent_user(a[1], &to, new))) {
		error = from->v_op->vop_rename(from, old, to, new);
		vn_release(to);
	}
	vn_release(from);
	return error;
}

int
sys_chdir(const uint32_t *a, int32_t *rv)
{
	struct vnode *vp, *old = curproc->p_cwd;
	int error = namei_user(a[0], &vp);

	(void) rv;
	if (error)
		return error;
	if (vp->v_type != VDIR) {
		vn_release(vp);
		return ENOTDIR;
	}
	curproc->p_cwd = vp;
	if (old)
		vn_release(old);
	return 0;
}

/* The name of inode `ino` in a directory. */
static int
name_of(struct vnode *dvp, ino_t ino, char *name)
{
	uint32_t pos = 0;
	ino_t found;
	int error;

	do
		error = dvp->v_op->vop_entry(dvp, &pos, &found, name);
	while (!error && found != ino);
	return error;
}

/* From the directory upwards, written from the end of the buffer. */
int
sys_getcwd(const uint32_t *a, int32_t *rv)
{
	struct vnode *vp = curproc->p_cwd ? curproc->p_cwd : rootvp, *up;
	char name[NAMELEN], *path = kmem_zalloc(MAXPATH);
	uint32_t at = MAXPATH - 1;
	int error = path ? 0 : ENOMEM;

	vn_hold(vp);
	while (!error && vp != rootvp) {
		uint32_t n;
		if ((error = vp->v_op->vop_lookup(vp, "..", &up)))
			break;
		error = name_of(up, vp->v_ino, name);
		vn_release(vp);
		vp = up;
		n = strlen(name);
		if (!error && n + 1 > at)
			error = ERANGE;
		if (!error) {
			at -= n + 1;
			path[at] = '/';
			memcpy(path + at + 1, name, n);
		}
	}
	vn_release(vp);
	if (!error && at == MAXPATH - 1)
		path[--at] = '/';
	if (!error)
		error = MAXPATH - at > a[1] ? ERANGE :
		    copyout(path + at, a[0], MAXPATH - at);
	*rv = a[0];
	kmem_free(path, MAXPATH);
	return error;
}

int
sys_stat(const uint32_t *a, int32_t *rv)
{
	struct vnode *vp;
	struct stat st;
	int error = namei_user(a[0], &vp);

	(void) rv;
	if (error)
		return error;
	error = vp->v_op->vop_getattr(vp, &st);
	vn_release(vp);
	return error ? error : copyout(&st, a[1], sizeof st);
}

static int
setattr(uint32_t uaddr, int mode, int uid, int gid)
{
	struct vnode *vp;
	int error = namei_user(uaddr, &vp);

	if (error)
		return error;
	error = vp->v_op->vop_setattr(vp, mode, uid, gid);
	vn_release(vp);
	return error;
}

int
sys_chmod(const uint32_t *a, int32_t *rv)
{
	(void) rv;
	return setattr(a[0], a[1] & 07777, -1, -1);
}

int
sys_chown(const uint32_t *a, int32_t *rv)
{
	(void) rv;
	return setattr(a[0], -1, a[1], a[2]);
}

int
sys_umask(const uint32_t *a, int32_t *rv)
{
	*rv = curproc->p_umask;
	curproc->p_umask = a[0] & 0777;
	return 0;
}
