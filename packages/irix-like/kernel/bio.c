/* The cache: pages of files and blocks of the disk, read when they are missed,
 * written behind. */
#include <disco/annotate.h>
#include "buf.h"
#include "defs.h"
#include "vnode.h"

#define READAHEAD 8 /* pages that one miss reads at most */
#define FLUSH (5 * HZ)
#define NBUF 32

struct vnode diskvp; /* its pages are the disk's blocks */

static struct pfdat dirty; /* list, oldest first; guarded by memlock */
uint32_t ndirty;
static int nwriting; /* pages taken off the list to be written; memlock */

static struct spinlock flushlock;
static int kicked, due; /* why bdflush should run; guarded by flushlock */

static struct buf bufs[NBUF], *freebuf;
static struct spinlock buflock;

/* Writing must go on when there is no memory: the buffers are there. */
static struct buf *
buf_get(void)
{
	struct buf *b;
	int s = splock(&buflock);

	while (!(b = freebuf))
		sleep(&freebuf, 0, &buflock);
	freebuf = b->b_next;
	spunlock(&buflock, s);
	return b;
}

static void
buf_put(struct buf *b)
{
	int s = splock(&buflock);

	b->b_next = freebuf;
	freebuf = b;
	wakeup_one(&freebuf);
	spunlock(&buflock, s);
}

void
bio_init(void)
{
	dirty.pf_next = dirty.pf_prev = &dirty;
	mutex_init(&diskvp.v_map, M_VMAP);
	for (int i = 0; i < NBUF; i++)
		buf_put(&bufs[i]);
}

/* Newer than the disk: kept, and written some time. A page that is no file's,
 * or not any more, has no disk. memlock is held. */
void
page_dirty_locked(struct pfdat *pf)
{
	if (!pf->pf_vp || (pf->pf_flags & P_DIRTY))
		return;
	pf->pf_flags |= P_DIRTY;
	page_hold_locked(pf);
	pf->pf_next = &dirty;
	pf->pf_prev = dirty.pf_prev;
	dirty.pf_prev->pf_next = pf;
	dirty.pf_prev = pf;
	ndirty++;
}

void
page_dirty(struct pfdat *pf)
{
	int s = splock(&memlock);

	page_dirty_locked(pf);
	spunlock(&memlock, s);
}

/* Off the list; its user is the caller's now. memlock is held. */
static void
undirty(struct pfdat *pf)
{
	pf->pf_flags &= ~P_DIRTY;
	pf->pf_prev->pf_next = pf->pf_next;
	pf->pf_next->pf_prev = pf->pf_prev;
	ndirty--;
}

static int
transfer(uint32_t block, int write, struct pfdat **pages, int n)
{
	struct buf *b = buf_get();
	int error;

	b->b_block = block;
	b->b_write = write;
	b->b_count = n;
	for (int i = 0; i < n; i++)
		b->b_page[i] = pages[i];
	error = disk_rw(b);
	buf_put(b);
	return error;
}

int
bwrite(uint32_t block, struct pfdat **pages, int n)
{
	return transfer(block, 1, pages, n);
}

/* Where a page is on the disk, and how many pages follow it there. */
static int
bmap(struct vnode *vp, uint32_t off, uint32_t *block, uint32_t *run)
{
	if (vp == &diskvp) {
		*block = off;
		*run = 1;
		return 0;
	}
	return vp->v_op->vop_bmap(vp, off, block, run);
}

/* Reads a busy page, and pages behind it that are not there either. */
static int
fill(struct vnode *vp, uint32_t off, struct pfdat *first)
{
	struct pfdat *pages[READAHEAD] = { first };
	uint32_t block, run, n = 1;
	int error = bmap(vp, off, &block, &run), fresh;

	for (; !error && n < run && n < READAHEAD; n++) {
		pages[n] = page_lookup(vp, off + n, &fresh);
		if (!fresh) {
			page_release(pages[n]);
			break;
		}
	}
	if (!error)
		error = transfer(block, 0, pages, n);
	while (n-- > 0) {
		page_unlock(pages[n], error ? P_ERROR : P_VALID, 0);
		if (n > 0)
			page_release(pages[n]);
	}
	return error;
}

/* The page of a file with its contents, and one user more. 0 or an error. */
int
getpage(struct vnode *vp, uint32_t off, struct pfdat **page)
{
	for (;;) {
		int fresh, error = 0;
		struct pfdat *pf = page_lookup(vp, off, &fresh);
		*page = pf;
		if (!fresh) {
			if (pf->pf_flags & P_VALID)
				return 0;
			page_lock(pf);
			if (pf->pf_vp != vp || (pf->pf_flags & P_VALID)) {
				/* Taken away, or read, meanwhile. */
				int again = pf->pf_vp != vp;
				page_unlock(pf, 0, 0);
				if (!again)
					return 0;
				page_release(pf);
				continue;
			}
		}
		if ((error = fill(vp, off, pf)))
			page_release(pf);
		return error;
	}
}

int
bread(uint32_t block, struct pfdat **page)
{
	return getpage(&diskvp, block, page);
}

/* A block whose old contents do not matter, as zeros. */
void
bzeroed(uint32_t block, struct pfdat **page)
{
	int fresh;

	*page = page_lookup(&diskvp, block, &fresh);
	if (!fresh)
		page_lock(*page);
	hal_page_zero(page_addr(*page));
	page_unlock(*page, P_VALID, P_ERROR);
}

/* The first dirty page (of vp, if that is not 0) that nobody transfers: busy
 * now, and clean. */
static struct pfdat *
take_dirty(struct vnode *vp)
{
	struct pfdat *pf;
	int s = splock(&memlock);

	for (pf = dirty.pf_next; pf != &dirty; pf = pf->pf_next)
		if ((!vp || pf->pf_vp == vp) && !(pf->pf_flags & P_BUSY))
			break;
	if (pf == &dirty)
		pf = 0;
	else {
		pf->pf_flags |= P_BUSY;
		undirty(pf);
		nwriting++;
	}
	spunlock(&memlock, s);
	return pf;
}

/* That page is written, and those that went along. */
static void
written(void)
{
	int s = splock(&memlock);

	if (--nwriting == 0)
		wakeup(&nwriting);
	spunlock(&memlock, s);
}

/* The page behind, if it is dirty too and can go along. */
static struct pfdat *
take_next(struct vnode *vp, uint32_t off)
{
	int s = splock(&memlock);
	struct pfdat *pf = page_find_locked(vp, off);

	if (pf) {
		int good = (pf->pf_flags & (P_DIRTY | P_BUSY)) == P_DIRTY;
		if (good) {
			pf->pf_flags |= P_BUSY;
			undirty(pf);
		}
		page_release_locked(pf);
		if (!good)
			pf = 0;
	}
	spunlock(&memlock, s);
	return pf;
}

/* Writes a page that take_dirty gave, and its neighbours. */
static int
clean(struct pfdat *first)
{
	struct pfdat *pages[MAXRUN] = { first };
	struct vnode *vp = first->pf_vp;
	uint32_t off = first->pf_off, block, run, n = 1;
	int error = bmap(vp, off, &block, &run);

	while (!error && n < run && n < MAXRUN &&
	    (pages[n] = take_next(vp, off + n)))
		n++;
	if (!error)
		error = transfer(block, 1, pages, n);
	if (error)
		printf("bio: inode %u page %u: error %d, data lost\n",
		    vp->v_ino, off, error);
	while (n-- > 0) {
		page_unlock(pages[n], 0, 0);
		page_release(pages[n]);
	}
	written();
	return error;
}

/* Waits until what others write is written. */
static void
wait_all_writes(void)
{
	int s = splock(&memlock);

	while (nwriting > 0)
		sleep(&nwriting, 0, &memlock);
	spunlock(&memlock, s);
}

/* The same of one file. */
static void
wait_writes(struct vnode *vp)
{
	uint32_t pages = btopr(vp->v_size);

	for (uint32_t off = 0; off < pages; off++) {
		int s = splock(&memlock);
		struct pfdat *pf = page_find_locked(vp, off);
		spunlock(&memlock, s);
		if (!pf)
			continue;
		if (pf->pf_flags & P_BUSY) {
			page_lock(pf);
			page_unlock(pf, 0, 0);
		}
		page_release(pf);
	}
}

/* Writes all dirty pages of a file, or of all files if vp is 0. */
int
vn_flush(struct vnode *vp)
{
	struct pfdat *pf;
	int error = 0, e;

	while ((pf = take_dirty(vp)))
		if ((e = clean(pf)))
			error = e;
	if (vp)
		wait_writes(vp);
	else
		wait_all_writes();
	return error;
}

/* Forgets the pages of a file from that one on, dirty or not. */
void
vn_invalidate(struct vnode *vp, uint32_t from)
{
	uint32_t pages = vp->v_blocks;

	for (uint32_t off = from; off < pages; off++) {
		int s = splock(&memlock);
		struct pfdat *pf = page_find_locked(vp, off);
		spunlock(&memlock, s);
		if (!pf)
			continue;
		page_lock(pf);
		s = splock(&memlock);
		if (pf->pf_vp == vp) {
			if (pf->pf_flags & P_DIRTY) {
				undirty(pf);
				page_release_locked(pf);
			}
			page_forget_locked(pf);
		}
		spunlock(&memlock, s);
		page_unlock(pf, 0, P_VALID);
		page_release(pf);
	}
}

/* Memory is short: write now. */
void
pageout_kick(void)
{
	int s;

	if (ndirty == 0 || kicked)
		return;
	s = splock(&flushlock);
	kicked = 1;
	wakeup(&kicked);
	spunlock(&flushlock, s);
}

static void
flush_due(void *unused)
{
	int s = splock(&flushlock);

	(void) unused;
	due = 1;
	wakeup(&kicked);
	spunlock(&flushlock, s);
}

/* The daemon that writes behind, and commits now and then. */
void
bdflush(void *unused)
{
	(void) unused;
	ANNOTATE("is bdflush");
	spl0();
	timeout(flush_due, 0, FLUSH);
	for (;;) {
		int commit, s = splock(&flushlock);
		while (!kicked && !due)
			sleep(&kicked, 0, &flushlock);
		commit = due;
		kicked = due = 0;
		spunlock(&flushlock, s);
		vn_flush(0);
		if (commit) {
			journal_commit();
			timeout(flush_due, 0, FLUSH);
		}
	}
}
