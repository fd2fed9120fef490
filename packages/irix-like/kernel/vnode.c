/* Files in memory: finding, counting, reading and writing them. */
#include "vnode.h"
#include "defs.h"

#define NVNODE 400
#define NHASH 64
#define MAXFILE 0x7fffffff

struct vnode *rootvp;

static struct spinlock vnlock;
static struct vnode vnodes[NVNODE], *hash[NHASH];
static struct vnode *unused; /* oldest first */

void
vn_init(void)
{
	lock_init(&vnlock, "vnode");
	for (int i = 0; i < NVNODE; i++) {
		mutex_init(&vnodes[i].v_lock, M_VNODE);
		mutex_init(&vnodes[i].v_map, M_VMAP);
		vnodes[i].v_next = unused;
		unused = &vnodes[i];
	}
}

/* vnlock is held. */
static void
ref(struct vnode *vp)
{
	struct vnode **at = &unused;

	vp->v_settled = 0;
	if (vp->v_refs++ > 0)
		return;
	while (*at != vp)
		at = &(*at)->v_next;
	*at = vp->v_next;
}

static void
rehash(struct vnode *vp, ino_t ino)
{
	struct vnode **at = &hash[vp->v_ino % NHASH];

	if (vp->v_ino) {
		while (*at != vp)
			at = &(*at)->v_hnext;
		*at = vp->v_hnext;
	}
	vp->v_ino = ino;
	vp->v_type = VNON;
	if (ino) {
		at = &hash[ino % NHASH];
		vp->v_hnext = *at;
		*at = vp;
	}
}

static struct vnode *
lookup(ino_t ino)
{
	struct vnode *vp = hash[ino % NHASH];

	while (vp && vp->v_ino != ino)
		vp = vp->v_hnext;
	if (vp)
		ref(vp);
	return vp;
}

/* Takes an unused vnode and makes it nobody's; vnlock is held, and let go
 * meanwhile. 0 if somebody else wanted it after all. */
static struct vnode *
recycle(struct vnode *vp, int *s)
{
	ref(vp);
	if (vp->v_ino == 0)
		return vp;
	spunlock(&vnlock, *s);
	if (vp->v_type == VREG)
		vn_flush(vp);
	*s = splock(&vnlock);
	if (vp->v_refs > 1) {
		spunlock(&vnlock, *s);
		vn_release(vp);
		*s = splock(&vnlock);
		return 0;
	}
	rehash(vp, 0);
	spunlock(&vnlock, *s);
	vn_invalidate(vp, 0);
	*s = splock(&vnlock);
	return vp;
}

/* The vnode of an inode, with one user more; v_type is VNON if it is new. 0 if
 * all vnodes are in use. */
struct vnode *
vn_get(ino_t ino)
{
	struct vnode *vp, *new = 0;
	int s = splock(&vnlock);

	while (!(vp = lookup(ino)) && !new && unused)
		new = recycle(unused, &s);
	if (!vp && new) {
		rehash(new, ino);
		vp = new;
		new = 0;
	}
	if (new) {
		new->v_refs = 0;
		new->v_next = unused;
		unused = new;
	}
	spunlock(&vnlock, s);
	return vp;
}

void
vn_hold(struct vnode *vp)
{
	int s = splock(&vnlock);

	ref(vp);
	spunlock(&vnlock, s);
}

/* One user less; the last one tells the file system. May sleep, and must not be
 * called within a transaction. */
void
vn_release(struct vnode *vp)
{
	struct vnode **at = &unused;
	int s = splock(&vnlock);

	/* Somebody may come meanwhile, take its name away, and go. */
	while (vp->v_refs == 1 && !vp->v_settled && vp->v_op) {
		vp->v_settled = 1;
		spunlock(&vnlock, s);
		vp->v_op->vop_inactive(vp);
		s = splock(&vnlock);
	}
	if (--vp->v_refs == 0) {
		while (*at)
			at = &(*at)->v_next;
		vp->v_next = 0;
		*at = vp;
	}
	spunlock(&vnlock, s);
}

/* Reads at most to the end of the page and of the file. */
static int
read_some(struct vnode *vp, uint32_t off, uint32_t uaddr, uint32_t n)
{
	struct pfdat *page;
	int error = getpage(vp, btop(off), &page);

	if (error)
		return error;
	error = copyout((char *) page_addr(page) + off % NBPP, uaddr, n);
	page_release(page);
	return error;
}

/* A page of which n bytes from `off` will be written: with its old contents if
 * some of them stay, else zeros (*blank). */
static int
page_to_write(struct vnode *vp, uint32_t off, uint32_t n, struct pfdat **page,
    int *blank)
{
	uint32_t start = off & ~(NBPP - 1);
	int fresh;

	*blank = 0;
	if (start < vp->v_size && (off > start ||
	    (n < NBPP && off + n < vp->v_size)))
		return getpage(vp, btop(off), page);
	*page = page_lookup(vp, btop(off), &fresh);
	if (!fresh && ((*page)->pf_flags & P_VALID))
		return 0;
	if (!fresh)
		page_lock(*page);
	hal_page_zero(page_addr(*page));
	page_unlock(*page, P_VALID, P_ERROR);
	*blank = 1;
	return 0;
}

/* A page that holds nothing true is not the file's. */
static void
forget(struct pfdat *page)
{
	int s;

	page_lock(page);
	s = splock(&memlock);
	page_forget_locked(page);
	spunlock(&memlock, s);
	page_unlock(page, 0, P_VALID);
}

/* Writes within a page; uaddr 0 means zeros. */
static int
write_some(struct vnode *vp, uint32_t off, uint32_t uaddr, uint32_t n)
{
	struct pfdat *page;
	uint32_t end = off + n;
	int blank, error = page_to_write(vp, off, n, &page, &blank);

	if (error)
		return error;
	if (uaddr == 0)
		memset((char *) page_addr(page) + off % NBPP, 0, n);
	else
		error = copyin(uaddr, (char *) page_addr(page) + off % NBPP, n);
	/* A page that is dirty has a place on the disk to go to. */
	if (!error && end > vp->v_size)
		error = vp->v_op->vop_grow(vp, end);
	if (!error)
		page_dirty(page);
	else if (blank)
		forget(page);
	page_release(page);
	return error;
}

/* Reads or writes at *off, which moves on; *done says how much. v_lock is held
 * meanwhile, so that a write is seen whole or not at all. */
int
vn_rdwr(struct vnode *vp, int write, uint32_t *off, uint32_t uaddr, uint32_t n,
    uint32_t *done)
{
	int error = 0;

	*done = 0;
	mutex_lock(&vp->v_lock);
	if (write && *off > vp->v_size)
		error = vn_zero(vp, vp->v_size, *off);
	while (!error && *done < n) {
		uint32_t most = NBPP - *off % NBPP, some = n - *done;
		if (some > most)
			some = most;
		if (write && *off > MAXFILE - some)
			error = EFBIG;
		else if (write)
			error = write_some(vp, *off, uaddr + *done, some);
		else if (*off >= vp->v_size)
			break;
		else {
			if (some > vp->v_size - *off)
				some = vp->v_size - *off;
			error = read_some(vp, *off, uaddr + *done, some);
		}
		if (!error) {
			*off += some;
			*done += some;
		}
	}
	mutex_unlock(&vp->v_lock);
	return *done ? 0 : error;
}

/* Makes a file longer, with zeros. v_lock is held. */
int
vn_zero(struct vnode *vp, uint32_t from, uint32_t to)
{
	int error = 0;

	while (!error && from < to) {
		uint32_t some = NBPP - from % NBPP;
		if (some > to - from)
			some = to - from;
		error = write_some(vp, from, 0, some);
		from += some;
	}
	return error;
}

/* Reads for the kernel; EIO if the file is too short. */
int
vn_read_kernel(struct vnode *vp, uint32_t off, void *to, uint32_t n)
{
	char *p = to;

	if (off > vp->v_size || n > vp->v_size - off)
		return EIO;
	while (n > 0) {
		struct pfdat *page;
		uint32_t some = NBPP - off % NBPP;
		int error = getpage(vp, btop(off), &page);
		if (error)
			return error;
		if (some > n)
			some = n;
		memcpy(p, (char *) page_addr(page) + off % NBPP, some);
		page_release(page);
		p += some;
		off += some;
		n -= some;
	}
	return 0;
}
