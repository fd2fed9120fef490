/* From a path to a file. */
#include "defs.h"
#include "vnode.h"

/* The next component; where the path goes on, or 0 if the name is too long. */
static const char *
component(const char *path, char *name)
{
	int n = 0;

	while (*path == '/')
		path++;
	for (; *path && *path != '/'; path++) {
		if (n == NAMELEN - 1)
			return 0;
		name[n++] = *path;
	}
	name[n] = 0;
	while (*path == '/')
		path++;
	return path;
}

static int
step(struct vnode **vpp, const char *name)
{
	struct vnode *dvp = *vpp, *vp = 0;
	int error = dvp->v_type == VDIR ?
	    dvp->v_op->vop_lookup(dvp, name, &vp) : ENOTDIR;

	vn_release(dvp);
	*vpp = vp;
	return error;
}

/* Walks a path, to its end or to the directory that holds its last component,
 * which then is in `name`. */
static int
walk(const char *path, int parent, struct vnode **vpp, char *name)
{
	struct vnode *vp = *path == '/' || !curproc->p_cwd ? rootvp :
	    curproc->p_cwd;
	int error;

	if (*path == 0)
		return ENOENT;
	vn_hold(vp);
	for (;;) {
		if (!(path = component(path, name))) {
			vn_release(vp);
			return ENAMETOOLONG;
		}
		if (name[0] == 0 || (parent && *path == 0))
			break;
		if ((error = step(&vp, name)))
			return error;
		if (*path == 0)
			break;
	}
	*vpp = vp;
	return 0;
}

int
namei(const char *path, struct vnode **vpp)
{
	char name[NAMELEN];

	return walk(path, 0, vpp, name);
}

/* The directory and the last component; "/" has none: EEXIST. */
int
nameiparent(const char *path, struct vnode **dvpp, char *name)
{
	int error = walk(path, 1, dvpp, name);

	if (error)
		return error;
	error = name[0] == 0 ? EEXIST : (*dvpp)->v_type != VDIR ? ENOTDIR : 0;
	if (error)
		vn_release(*dvpp);
	return error;
}
