/* The pool of pages, and the hash by which a page of a file is found. */
#include "defs.h"
#include "vnode.h"

#define NHASH 1024
#define RESERVE 64 /* pages that processes leave */
#define CACHED 16  /* pages that the cache leaves to the kernel */

struct pfdat *pfdat;
uint32_t pfirst, plast;
struct spinlock memlock;
uint32_t freemem;
int32_t availsmem;

static struct pfdat freelist; /* oldest first; its pages are clean */
static struct pfdat *hash[NHASH];
static int memwanted;

static struct pfdat **
bucket(const struct vnode *vp, uint32_t off)
{
	return &hash[((uint32_t) vp / 64 + off) % NHASH];
}

static void
list_remove(struct pfdat *pf)
{
	pf->pf_prev->pf_next = pf->pf_next;
	pf->pf_next->pf_prev = pf->pf_prev;
	freemem--;
}

static void
list_insert(struct pfdat *pf, struct pfdat *before)
{
	pf->pf_next = before;
	pf->pf_prev = before->pf_prev;
	before->pf_prev->pf_next = pf;
	before->pf_prev = pf;
	freemem++;
}

static void
unhash(struct pfdat *pf)
{
	struct pfdat **at = bucket(pf->pf_vp, pf->pf_off);

	while (*at != pf)
		at = &(*at)->pf_hnext;
	*at = pf->pf_hnext;
	pf->pf_vp = 0;
	pf->pf_flags &= P_BUSY | P_WANTED;
}

/* Pages first to last - 1 are memory; `usable` says which are not spoken
 * for. */
void
page_init(uint32_t first, uint32_t last, int (*usable)(uint32_t pfn))
{
	lock_init(&memlock, "memlock");
	freelist.pf_next = freelist.pf_prev = &freelist;
	pfirst = first;
	plast = last;
	for (uint32_t pfn = first; pfn < last; pfn++)
		if (usable(pfn))
			list_insert(&pfdat[pfn], &freelist);
		else
			pfdat[pfn].pf_use = 1;
	availsmem = freemem - RESERVE;
}

/* A page off the free list, with one user and no identity; 0 if there are no
 * more than `leave`. memlock is held. */
static struct pfdat *
take_free(uint32_t leave)
{
	struct pfdat *pf = freelist.pf_next;

	if (freemem <= leave)
		return 0;
	list_remove(pf);
	if (pf->pf_vp)
		unhash(pf);
	pf->pf_flags = 0;
	pf->pf_use = 1;
	return pf;
}

/* A page for the kernel itself, not cleared, or 0. */
struct pfdat *
page_alloc_kernel(void)
{
	int s = splock(&memlock);
	struct pfdat *pf = take_free(0);

	if (pf) {
		pf->pf_flags = P_KERNEL;
		availsmem--;
	}
	spunlock(&memlock, s);
	return pf;
}

void
page_free_kernel(struct pfdat *pf)
{
	int s = splock(&memlock);

	availsmem++;
	pf->pf_flags = 0;
	spunlock(&memlock, s);
	page_release(pf);
}

/* Sleeps until there may be a page. memlock is held, and let go meanwhile. */
static void
wait_for_memory(void)
{
	memwanted = 1;
	pageout_kick();
	vhand_kick();
	sleep(&memwanted, 0, &memlock);
}

void
memory_comes(void)
{
	int s = splock(&memlock);

	memwanted = 0;
	wakeup(&memwanted);
	spunlock(&memlock, s);
}

/* A page for a process, which has been promised (availsmem): pages of files
 * give way to it. 0 if, all the same, the reclaimer finds none. */
struct pfdat *
page_alloc(void)
{
	struct pfdat *pf;
	uint32_t passes = vhand_passes;
	int s = splock(&memlock);

	while (!(pf = take_free(RESERVE)) &&
	    (vhand_passes - passes < 3 || ndirty > 0))
		wait_for_memory();
	if (freemem < 4 * RESERVE)
		pageout_kick();
	spunlock(&memlock, s);
	return pf;
}

/* A page for the cache, which gives all pages back: so one comes. To write a
 * file's pages, blocks that say where it is may be needed: they have pages left
 * for them. */
static struct pfdat *
page_alloc_cache(const struct vnode *vp)
{
	struct pfdat *pf;
	int s = splock(&memlock);

	while (!(pf = take_free(vp == &diskvp ? 0 : CACHED)))
		wait_for_memory();
	if (freemem < 4 * RESERVE)
		pageout_kick();
	spunlock(&memlock, s);
	return pf;
}

/* memlock is held. */
void
page_hold_locked(struct pfdat *pf)
{
	if (pf->pf_use++ == 0)
		list_remove(pf);
}

/* One user less. A page of a file stays known as long as it is free. memlock is
 * held. */
void
page_release_locked(struct pfdat *pf)
{
	if (pf->pf_use == 0)
		panic("page_release: page %x is free", pfn_of(pf));
	if (--pf->pf_use > 0)
		return;
	if (pf->pf_vp && (pf->pf_flags & P_VALID))
		list_insert(pf, &freelist);
	else {
		if (pf->pf_vp)
			unhash(pf);
		hal_page_free(page_addr(pf));
		list_insert(pf, freelist.pf_next);
	}
	if (memwanted && freemem > CACHED) {
		memwanted = 0;
		wakeup(&memwanted);
	}
}

void
page_release(struct pfdat *pf)
{
	int s = splock(&memlock);

	page_release_locked(pf);
	spunlock(&memlock, s);
}

/* The page of that vnode with one user more, or 0. memlock is held. */
struct pfdat *
page_find_locked(const struct vnode *vp, uint32_t off)
{
	struct pfdat *pf = *bucket(vp, off);

	while (pf && (pf->pf_vp != vp || pf->pf_off != off))
		pf = pf->pf_hnext;
	if (pf)
		page_hold_locked(pf);
	return pf;
}

/* The page of that vnode with one user more; if it was not there (*fresh), a
 * new one that is busy and not valid. */
struct pfdat *
page_lookup(struct vnode *vp, uint32_t off, int *fresh)
{
	struct pfdat *new = 0, *pf, **at;
	int s;

	for (;;) {
		s = splock(&memlock);
		if ((pf = page_find_locked(vp, off)) || new)
			break;
		spunlock(&memlock, s);
		new = page_alloc_cache(vp);
	}
	*fresh = !pf;
	if (!pf) {
		pf = new;
		new = 0;
		at = bucket(vp, off);
		pf->pf_vp = vp;
		pf->pf_off = off;
		pf->pf_flags = P_BUSY;
		pf->pf_hnext = *at;
		*at = pf;
	}
	if (new)
		page_release_locked(new);
	spunlock(&memlock, s);
	return pf;
}

/* Forgets that the page is the vnode's. memlock is held. */
void
page_forget_locked(struct pfdat *pf)
{
	if (pf->pf_vp)
		unhash(pf);
}

/* Takes P_BUSY. */
void
page_lock(struct pfdat *pf)
{
	int s = splock(&memlock);

	while (pf->pf_flags & P_BUSY) {
		pf->pf_flags |= P_WANTED;
		sleep(pf, 0, &memlock);
	}
	pf->pf_flags |= P_BUSY;
	spunlock(&memlock, s);
}

/* Sets and clears flags, and gives P_BUSY up. */
void
page_unlock(struct pfdat *pf, int set, int clear)
{
	int s = splock(&memlock);

	pf->pf_flags = (pf->pf_flags | set) & ~clear & ~P_BUSY;
	if (pf->pf_flags & P_WANTED) {
		pf->pf_flags &= ~P_WANTED;
		wakeup(pf);
	}
	spunlock(&memlock, s);
}

/* Promises pages for later: 0, or -1 if there would be too few. */
int
mem_reserve(int32_t pages)
{
	int s = splock(&memlock), ok = availsmem >= pages;

	if (ok)
		availsmem -= pages;
	spunlock(&memlock, s);
	return ok ? 0 : -1;
}

void
mem_unreserve(int32_t pages)
{
	int s = splock(&memlock);

	availsmem += pages;
	spunlock(&memlock, s);
}
