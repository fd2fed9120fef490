/* Directories: names of inodes. efs_names is held by whoever changes one;
 * v_lock of a directory by whoever looks into it. */
#include "efs.h"
#include "defs.h"
#include "vnode.h"

#define PER_PAGE (NBPP / EFS_ENTRY_BYTES)

/* The n-th entry; its page is the caller's to release. ENOENT behind the
 * end. */
static int
entry(struct vnode *dvp, uint32_t n, struct efs_entry **e, struct pfdat **page)
{
	uint32_t block, run;
	int error;

	if (n * EFS_ENTRY_BYTES >= dvp->v_size)
		return ENOENT;
	if ((error = efs_bmap(dvp, n / PER_PAGE, &block, &run)) ||
	    (error = bread(block, page)))
		return error;
	*e = (struct efs_entry *) page_addr(*page) + n % PER_PAGE;
	return 0;
}

/* Finds a name: its inode, and its place. v_lock is held. */
static int
find(struct vnode *dvp, const char *name, uint32_t *ino, uint32_t *place)
{
	struct efs_entry *e;
	struct pfdat *page;
	int error;

	for (uint32_t n = 0; !(error = entry(dvp, n, &e, &page));) {
		/* The rest of this page, then the next one. */
		do {
			if (e->inode && strcmp(e->name, name) == 0) {
				*ino = e->inode;
				*place = n;
				page_release(page);
				return 0;
			}
			e++;
		} while (++n % PER_PAGE);
		page_release(page);
	}
	return error;
}

int
efs_lookup(struct vnode *dvp, const char *name, struct vnode **vpp)
{
	uint32_t ino, place;
	int error;

	mutex_lock(&dvp->v_lock);
	error = find(dvp, name, &ino, &place);
	if (!error)
		error = efs_iget(ino, vpp);
	mutex_unlock(&dvp->v_lock);
	return error;
}

/* The next entry in use at or behind *pos, which moves behind it. */
int
efs_entry(struct vnode *dvp, uint32_t *pos, ino_t *ino, char *name)
{
	struct efs_entry *e;
	struct pfdat *page;
	uint32_t n = *pos / EFS_ENTRY_BYTES;
	int error;

	mutex_lock(&dvp->v_lock);
	for (*ino = 0; !*ino && !(error = entry(dvp, n, &e, &page)); n++) {
		*ino = e->inode;
		if (*ino)
			memcpy(name, e->name, NAMELEN);
		page_release(page);
	}
	mutex_unlock(&dvp->v_lock);
	*pos = n * EFS_ENTRY_BYTES;
	return error;
}

/* Makes an entry there for certain: before the transaction. Its place. */
static int
make_room(struct vnode *dvp, uint32_t *place)
{
	struct efs_entry *e;
	struct pfdat *page;
	uint32_t n;
	int error;

	for (n = 0; !(error = entry(dvp, n, &e, &page)); n++) {
		int is_free = e->inode == 0;
		page_release(page);
		if (is_free) {
			*place = n;
			return 0;
		}
	}
	if (error != ENOENT)
		return error;
	*place = n;
	return efs_grow(dvp, dvp->v_size + NBPP);
}

/* Stores an entry; inode 0 removes it. In a transaction. */
static int
set_entry(struct vnode *dvp, uint32_t place, uint32_t ino, const char *name)
{
	struct efs_entry *e;
	struct pfdat *page;
	int error = entry(dvp, place, &e, &page);

	if (error)
		return error;
	e->inode = ino;
	strncpy(e->name, name, sizeof e->name);
	tx_dirty(page);
	page_release(page);
	return 0;
}

/* Adds to an inode's links, in a transaction. */
static int
add_links(uint32_t ino, int n)
{
	struct efs_inode *ip;
	struct pfdat *page;
	int error = efs_inode(ino, &ip, &page);

	if (error)
		return error;
	ip->links += n;
	ip->ctime = lbolt / HZ;
	tx_dirty(page);
	page_release(page);
	return 0;
}

static int
links_of(uint32_t ino)
{
	struct efs_inode *ip;
	struct pfdat *page;
	int links;

	if (efs_inode(ino, &ip, &page))
		return 0;
	links = ip->links;
	page_release(page);
	return links;
}

/* A new inode, in a transaction. */
static int
init_inode(uint32_t ino, mode_t mode, dev_t rdev)
{
	struct efs_inode *ip;
	struct pfdat *page;
	int error = efs_inode(ino, &ip, &page);

	if (error)
		return error;
	memset(ip, 0, sizeof *ip);
	ip->mode = mode;
	ip->links = (mode & S_IFMT) == S_IFDIR ? 2 : 1;
	ip->device = rdev;
	ip->atime = ip->mtime = ip->ctime = lbolt / HZ;
	tx_dirty(page);
	page_release(page);
	return 0;
}

/* "." and ".." of a directory that is nobody's yet; in no transaction. */
static int
fill_directory(struct vnode *vp, struct vnode *parent)
{
	int error = efs_grow(vp, NBPP);

	if (error)
		return error;
	tx_begin();
	error = set_entry(vp, 0, vp->v_ino, ".");
	if (!error)
		error = set_entry(vp, 1, parent->v_ino, "..");
	tx_end();
	return error;
}

static int
create(struct vnode *dvp, const char *name, mode_t mode, dev_t rdev,
    struct vnode **vpp)
{
	int directory = (mode & S_IFMT) == S_IFDIR, error;
	uint32_t ino, place;

	if (!find(dvp, name, &ino, &place))
		return EEXIST;
	if (links_of(dvp->v_ino) == 0)
		return ENOENT; /* the directory is removed */
	if ((error = make_room(dvp, &place)) || (error = efs_ialloc(&ino)))
		return error;
	/* First a file without a name: a crash leaves at most an orphan. */
	tx_begin();
	error = init_inode(ino, mode, rdev);
	if (!error)
		error = add_links(ino, directory ? -2 : -1);
	tx_end();
	if (error)
		return error;
	if ((error = efs_iget(ino, vpp))) {
		efs_ifree(ino);
		return error;
	}
	if (directory)
		error = fill_directory(*vpp, dvp);
	if (!error) {
		tx_begin();
		error = set_entry(dvp, place, ino, name);
		if (!error)
			error = add_links(ino, directory ? 2 : 1);
		if (!error && directory)
			error = add_links(dvp->v_ino, 1);
		tx_end();
	}
	return error;
}

int
efs_create(struct vnode *dvp, const char *name, mode_t mode, dev_t rdev,
    struct vnode **vpp)
{
	int error;

	*vpp = 0;
	mutex_lock(&efs_names);
	mutex_lock(&dvp->v_lock);
	error = create(dvp, name, mode, rdev, vpp);
	mutex_unlock(&dvp->v_lock);
	mutex_unlock(&efs_names);
	if (error && *vpp)
		vn_release(*vpp); /* and with it the file */
	return error;
}

int
efs_link(struct vnode *dvp, const char *name, struct vnode *vp)
{
	uint32_t ino, place;
	int error;

	mutex_lock(&efs_names);
	mutex_lock(&dvp->v_lock);
	if (!find(dvp, name, &ino, &place))
		error = EEXIST;
	else if (links_of(dvp->v_ino) == 0 || links_of(vp->v_ino) == 0)
		error = ENOENT;
	else if (links_of(vp->v_ino) >= 30000)
		error = EMLINK;
	else
		error = make_room(dvp, &place);
	if (!error) {
		tx_begin();
		error = set_entry(dvp, place, vp->v_ino, name);
		if (!error)
			error = add_links(vp->v_ino, 1);
		tx_end();
	}
	mutex_unlock(&dvp->v_lock);
	mutex_unlock(&efs_names);
	return error;
}

/* Has a directory nothing but "." and ".."? */
static int
is_empty(struct vnode *dvp)
{
	struct efs_entry *e;
	struct pfdat *page;

	for (uint32_t n = 2; !entry(dvp, n, &e, &page); n++) {
		int used = e->inode != 0;
		page_release(page);
		if (used)
			return 0;
	}
	return 1;
}

/* May the name of vp go? */
static int
removable(struct vnode *vp, int directory)
{
	if (!directory)
		return vp->v_type == VDIR ? EISDIR : 0;
	if (vp->v_type != VDIR)
		return ENOTDIR;
	if (vp == rootvp)
		return EBUSY;
	return is_empty(vp) ? 0 : EEXIST;
}

/* In a transaction: a name and its link. */
static int
unlink_at(struct vnode *dvp, uint32_t place, struct vnode *vp)
{
	int error = set_entry(dvp, place, 0, "");

	if (!error)
		error = add_links(vp->v_ino, vp->v_type == VDIR ? -2 : -1);
	if (!error && vp->v_type == VDIR)
		error = add_links(dvp->v_ino, -1);
	return error;
}

int
efs_remove(struct vnode *dvp, const char *name, int directory)
{
	struct vnode *vp = 0;
	uint32_t ino, place;
	int error;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return EINVAL;
	mutex_lock(&efs_names);
	mutex_lock(&dvp->v_lock);
	error = find(dvp, name, &ino, &place);
	if (!error)
		error = efs_iget(ino, &vp);
	if (!error)
		error = removable(vp, directory);
	if (!error) {
		tx_begin();
		error = unlink_at(dvp, place, vp);
		tx_end();
	}
	mutex_unlock(&dvp->v_lock);
	mutex_unlock(&efs_names);
	if (vp)
		vn_release(vp);
	return error;
}

/* Is `vp` the directory `below` or above it? */
static int
is_above(struct vnode *vp, struct vnode *below)
{
	uint32_t ino = below->v_ino, place;

	while (ino != vp->v_ino && ino != EFS_ROOT_INODE) {
		struct vnode *at;
		int error;
		if (efs_iget(ino, &at))
			return 1;
		error = find(at, "..", &ino, &place);
		vn_release(at);
		if (error)
			return 1;
	}
	return ino == vp->v_ino;
}

/* The names are changed in one transaction. `over` is what `new` names, or
 * 0. */
static int
rename_to(struct vnode *from, uint32_t old, struct vnode *vp, struct vnode *to,
    uint32_t place, const char *new, struct vnode *over)
{
	int error = over ? unlink_at(to, place, over) : 0;

	if (!error)
		error = set_entry(to, place, vp->v_ino, new);
	if (!error)
		error = set_entry(from, old, 0, "");
	if (!error && vp->v_type == VDIR && from != to) {
		error = set_entry(vp, 1, to->v_ino, "..");
		if (!error)
			error = add_links(to->v_ino, 1);
		if (!error)
			error = add_links(from->v_ino, -1);
	}
	return error;
}

static int
rename(struct vnode *from, const char *old, struct vnode *to, const char *new,
    struct vnode **vpp, struct vnode **overp)
{
	uint32_t ino, place, oldplace;
	int error = find(from, old, &ino, &oldplace);

	if (error || (error = efs_iget(ino, vpp)))
		return error;
	if (links_of(to->v_ino) == 0)
		return ENOENT;
	if ((*vpp)->v_type == VDIR && is_above(*vpp, to))
		return EINVAL;
	if (!find(to, new, &ino, &place)) {
		if ((error = efs_iget(ino, overp)))
			return error;
		if (*overp == *vpp)
			return 0;
		if ((error = removable(*overp, (*vpp)->v_type == VDIR)))
			return error;
	} else if ((error = make_room(to, &place)))
		return error;
	tx_begin();
	error = rename_to(from, oldplace, *vpp, to, place, new, *overp);
	tx_end();
	return error;
}

int
efs_rename(struct vnode *from, const char *old, struct vnode *to,
    const char *new)
{
	struct vnode *vp = 0, *over = 0;
	int error;

	if (strcmp(old, ".") == 0 || strcmp(old, "..") == 0 ||
	    strcmp(new, ".") == 0 || strcmp(new, "..") == 0)
		return EINVAL;
	mutex_lock(&efs_names);
	mutex_lock(&from->v_lock);
	if (to != from)
		mutex_lock(&to->v_lock);
	error = rename(from, old, to, new, &vp, &over);
	if (to != from)
		mutex_unlock(&to->v_lock);
	mutex_unlock(&from->v_lock);
	mutex_unlock(&efs_names);
	if (over)
		vn_release(over);
	if (vp)
		vn_release(vp);
	return error;
}
