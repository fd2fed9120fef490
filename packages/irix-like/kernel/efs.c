/* The file system: inodes and their extents. */
#include "efs.h"
#include "defs.h"
#include "vnode.h"

struct efs_superblock efs_super;
uint32_t efs_bitmaps;
struct mutex efs_names;

static int efs_getattr(struct vnode *vp, struct stat *st);
static int efs_setattr(struct vnode *vp, int mode, int uid, int gid);
static void efs_inactive(struct vnode *vp);

static const struct vnodeops efs_ops = {
	.vop_lookup = efs_lookup,
	.vop_create = efs_create,
	.vop_link = efs_link,
	.vop_remove = efs_remove,
	.vop_rename = efs_rename,
	.vop_entry = efs_entry,
	.vop_getattr = efs_getattr,
	.vop_setattr = efs_setattr,
	.vop_bmap = efs_bmap,
	.vop_grow = efs_grow,
	.vop_truncate = efs_truncate,
	.vop_inactive = efs_inactive,
};

/* An inode's extents, wherever they are. Between ext_open and ext_close. */
struct extents {
	struct efs_inode *ip;
	struct pfdat *page, *more; /* more: 0, or the block of the rest */
};

static int
ext_open(struct vnode *vp, struct extents *x)
{
	int error = efs_inode(vp->v_ino, &x->ip, &x->page);

	x->more = 0;
	if (!error && x->ip->more && (error = bread(x->ip->more, &x->more)))
		page_release(x->page);
	return error;
}

static void
ext_close(struct extents *x)
{
	if (x->more)
		page_release(x->more);
	page_release(x->page);
}

static struct efs_extent *
ext_nth(struct extents *x, uint32_t n)
{
	if (n < EFS_INODE_EXTENTS)
		return &x->ip->extent[n];
	return (struct efs_extent *) page_addr(x->more) + n - EFS_INODE_EXTENTS;
}

static void
ext_dirty(struct extents *x)
{
	tx_dirty(x->page);
	if (x->more)
		tx_dirty(x->more);
}

static enum vtype
type_of(uint32_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG: return VREG;
	case S_IFDIR: return VDIR;
	case S_IFCHR: return VCHR;
	case S_IFIFO: return VFIFO;
	default: return VNON;
	}
}

static int
load(struct vnode *vp)
{
	struct extents x;
	int error = ext_open(vp, &x);

	if (error)
		return error;
	vp->v_op = &efs_ops;
	vp->v_type = type_of(x.ip->mode);
	vp->v_size = x.ip->size;
	vp->v_rdev = x.ip->device;
	vp->v_blocks = 0;
	vp->v_lastread = 0;
	for (uint32_t n = 0; n < x.ip->extents; n++)
		vp->v_blocks += ext_nth(&x, n)->blocks;
	ext_close(&x);
	return vp->v_type == VNON ? ENOENT : 0;
}

/* The vnode of an inode, with one user more. */
int
efs_iget(uint32_t ino, struct vnode **vpp)
{
	int error = 0;
	struct vnode *vp = vn_get(ino);

	if (!vp)
		return ENFILE;
	mutex_lock(&vp->v_map);
	if (vp->v_type == VNON)
		error = load(vp);
	mutex_unlock(&vp->v_map);
	if (error)
		vn_release(vp);
	else
		*vpp = vp;
	return error;
}

int
efs_bmap(struct vnode *vp, uint32_t off, uint32_t *block, uint32_t *run)
{
	struct extents x;
	int error;

	mutex_lock(&vp->v_map);
	error = ext_open(vp, &x);
	for (uint32_t n = 0; !error; n++) {
		struct efs_extent *e;
		if (n == x.ip->extents) {
			error = EIO; /* no such page */
			ext_close(&x);
			break;
		}
		e = ext_nth(&x, n);
		if (off < e->blocks) {
			*block = e->start + off;
			*run = e->blocks - off;
			ext_close(&x);
			break;
		}
		off -= e->blocks;
	}
	mutex_unlock(&vp->v_map);
	return error;
}

/* Room for one extent more. */
static int
make_more(struct extents *x)
{
	uint32_t got;

	if (x->ip->extents < EFS_INODE_EXTENTS || x->more)
		return x->ip->extents < EFS_INODE_EXTENTS + EFS_MORE_EXTENTS ?
		    0 : EFBIG;
	x->ip->more = efs_alloc(0, 1, &got);
	if (!got)
		return ENOSPC;
	bzeroed(x->ip->more, &x->more);
	return 0;
}

/* Blocks up to `blocks`, as many as the disk has. v_map is held. */
static int
add_blocks(struct vnode *vp, struct extents *x, uint32_t blocks)
{
	while (vp->v_blocks < blocks) {
		uint32_t n = x->ip->extents, got, start, hint = 0;
		struct efs_extent *last = n ? ext_nth(x, n - 1) : 0;
		int error;
		if (last)
			hint = last->start + last->blocks;
		start = efs_alloc(hint, blocks - vp->v_blocks, &got);
		if (!got)
			return ENOSPC;
		if (last && start == hint)
			last->blocks += got;
		else if ((error = make_more(x))) {
			tx_free(start, got);
			return error;
		} else {
			*ext_nth(x, n) = (struct efs_extent) { start, got };
			x->ip->extents++;
		}
		vp->v_blocks += got;
	}
	return 0;
}

/* A block of a directory is zeros when the directory reaches that far. */
static void
zero_last(struct extents *x)
{
	struct efs_extent *last = ext_nth(x, x->ip->extents - 1);
	struct pfdat *page;

	bzeroed(last->start + last->blocks - 1, &page);
	tx_dirty(page);
	page_release(page);
}

static int
grow(struct vnode *vp, uint32_t size)
{
	struct extents x;
	int error;

	tx_begin();
	mutex_lock(&vp->v_map);
	if (!(error = ext_open(vp, &x))) {
		error = add_blocks(vp, &x, btopr(size));
		if (!error && vp->v_type == VDIR)
			zero_last(&x);
		if (!error && size > vp->v_size)
			x.ip->size = vp->v_size = size;
		x.ip->mtime = x.ip->ctime = lbolt / HZ;
		ext_dirty(&x);
		ext_close(&x);
	}
	mutex_unlock(&vp->v_map);
	tx_end();
	return error;
}

/* Makes a file at least `size` bytes long; a directory by one block. */
int
efs_grow(struct vnode *vp, uint32_t size)
{
	int error = grow(vp, size);

	/* What others gave up is free after a commit. */
	if (error == ENOSPC && tx_frees()) {
		journal_commit();
		error = grow(vp, size);
	}
	return error;
}

/* Takes blocks off the end, a few extents at a time: a transaction is short. */
static int
cut(struct vnode *vp, uint32_t blocks, int *more)
{
	struct extents x;
	int error, extents = 0;

	mutex_lock(&vp->v_map);
	if (!(error = ext_open(vp, &x))) {
		while (vp->v_blocks > blocks && extents++ < 16) {
			struct efs_extent *e = ext_nth(&x, x.ip->extents - 1);
			uint32_t n = vp->v_blocks - blocks;
			if (n > e->blocks)
				n = e->blocks;
			e->blocks -= n;
			tx_free(e->start + e->blocks, n);
			vp->v_blocks -= n;
			if (e->blocks == 0)
				x.ip->extents--;
		}
		ext_dirty(&x);
		if (x.more && x.ip->extents <= EFS_INODE_EXTENTS) {
			tx_free(x.ip->more, 1);
			x.ip->more = 0;
		}
		if (x.ip->size > ptob(vp->v_blocks))
			x.ip->size = ptob(vp->v_blocks);
		*more = vp->v_blocks > blocks;
		ext_close(&x);
	}
	mutex_unlock(&vp->v_map);
	return error;
}

static int
set_size(struct vnode *vp, uint32_t size)
{
	struct efs_inode *ip;
	struct pfdat *page;
	int error = efs_inode(vp->v_ino, &ip, &page);

	if (error)
		return error;
	ip->size = size;
	ip->mtime = ip->ctime = lbolt / HZ;
	tx_dirty(page);
	page_release(page);
	return 0;
}

/* Makes a file shorter, or longer with zeros. v_lock is held. */
int
efs_truncate(struct vnode *vp, uint32_t size)
{
	struct pfdat *page;
	int error = 0, more = 1;

	if (size > vp->v_size)
		return vn_zero(vp, vp->v_size, size);
	vn_invalidate(vp, btopr(size));
	if (size % NBPP && !(error = getpage(vp, btop(size), &page))) {
		memset((char *) page_addr(page) + size % NBPP, 0,
		    NBPP - size % NBPP);
		page_dirty(page);
		page_release(page);
	}
	vp->v_size = size;
	while (!error && more) {
		tx_begin();
		error = cut(vp, btopr(size), &more);
		if (!error && !more)
			error = set_size(vp, size);
		tx_end();
	}
	return error;
}

static int
efs_getattr(struct vnode *vp, struct stat *st)
{
	struct efs_inode *ip;
	struct pfdat *page;
	int error = efs_inode(vp->v_ino, &ip, &page);

	if (error)
		return error;
	memset(st, 0, sizeof *st);
	st->st_dev = 1;
	st->st_ino = vp->v_ino;
	st->st_mode = ip->mode;
	st->st_nlink = ip->links;
	st->st_uid = ip->uid;
	st->st_gid = ip->gid;
	st->st_rdev = ip->device;
	st->st_size = vp->v_size;
	st->st_atime = ip->atime;
	st->st_mtime = ip->mtime;
	st->st_ctime = ip->ctime;
	st->st_blksize = NBPP;
	st->st_blocks = vp->v_blocks * (NBPP / 512);
	page_release(page);
	return 0;
}

/* -1: stays as it is. */
static int
efs_setattr(struct vnode *vp, int mode, int uid, int gid)
{
	struct efs_inode *ip;
	struct pfdat *page;
	int error;

	tx_begin();
	if (!(error = efs_inode(vp->v_ino, &ip, &page))) {
		if (mode >= 0)
			ip->mode = (ip->mode & S_IFMT) | (mode & 07777);
		if (uid >= 0)
			ip->uid = uid;
		if (gid >= 0)
			ip->gid = gid;
		ip->ctime = lbolt / HZ;
		tx_dirty(page);
		page_release(page);
	}
	tx_end();
	return error;
}

/* The last user of a vnode is gone: a file without a name goes too. */
static void
efs_inactive(struct vnode *vp)
{
	struct efs_inode *ip;
	struct pfdat *page;
	int unlinked;

	if (vp->v_type == VNON || efs_inode(vp->v_ino, &ip, &page))
		return;
	unlinked = ip->links == 0;
	page_release(page);
	if (!unlinked)
		return;
	efs_truncate(vp, 0);
	mutex_lock(&efs_names);
	efs_ifree(vp->v_ino);
	vp->v_type = VNON;
	mutex_unlock(&efs_names);
}

/* A crash may have left files open that had no name any more. */
static void
free_orphans(void)
{
	uint32_t ino = EFS_ROOT_INODE;

	for (; ino < efs_super.inode_count; ino++) {
		struct efs_inode *ip;
		struct pfdat *page;
		struct vnode *vp;
		int orphan;
		if (efs_inode(ino, &ip, &page))
			return;
		orphan = ip->mode != 0 && ip->links == 0;
		page_release(page);
		if (orphan && !efs_iget(ino, &vp))
			vn_release(vp);
	}
}

/* Makes the disk the root of all names. */
int
efs_mount(void)
{
	struct pfdat *page;
	int error;

	mutex_init(&efs_names, M_NAMES);
	if ((error = bread(EFS_SUPERBLOCK, &page)))
		return error;
	memcpy(&efs_super, page_addr(page), sizeof efs_super);
	page_release(page);
	if (efs_super.magic != EFS_MAGIC)
		return EINVAL;
	efs_bitmaps = (efs_super.blocks + NBPP * 8 - 1) / (NBPP * 8);
	if ((error = journal_recover()))
		return error;
	free_orphans();
	return efs_iget(EFS_ROOT_INODE, &rootvp);
}
