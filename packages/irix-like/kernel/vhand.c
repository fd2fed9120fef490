/* The page reclaimer: takes pages of files away from processes that have them
 * mapped. They stay in the cache, and come back by a fault that reads nothing,
 * until somebody else takes them from the free list. */
#include <disco/annotate.h>
#include "as.h"
#include "defs.h"
#include "vnode.h"

#define TARGET 128 /* free pages that are enough */

static struct spinlock lock;
static int wanted;     /* guarded by lock */
uint32_t vhand_passes; /* rounds over all processes */

/* Unmaps the file's own pages of a pregion; how many. as_lock is held. */
static int
strip_pregion(struct as *as, struct pregion *pr)
{
	uint32_t va = pr->pr_va, end = va + ptob(pr->pr_pages);
	int total = 0;

	while (va < end) {
		struct pfdat *pages[32];
		int n = 0, s = splock(&memlock);
		for (; va < end && n < 32; va += NBPP) {
			pte_t *pte = pte_of(as, va);
			if (!pte || !(*pte & PTE_P) || (*pte & PTE_D) ||
			    !pfdat[pte_pfn(*pte)].pf_vp)
				continue;
			pages[n++] = &pfdat[pte_pfn(*pte)];
			*pte = 0;
		}
		spunlock(&memlock, s);
		if (n == 0)
			continue;
		total += n;
		as_flush(as);
		s = splock(&memlock);
		while (n > 0)
			page_release_locked(pages[--n]);
		spunlock(&memlock, s);
	}
	return total;
}

/* An address space that is busy is left alone. */
static void
strip(struct as *as)
{
	if (!mutex_trylock(&as->as_lock))
		return;
	for (struct pregion *pr = as->as_first; pr; pr = pr->pr_next)
		if (pr->pr_region->rg_type == RG_FILE)
			strip_pregion(as, pr);
	mutex_unlock(&as->as_lock);
}

/* The address space of a process, with one user more, or 0. */
static struct as *
as_of(struct proc *p)
{
	struct as *as;
	int s = splock(&proclock);

	as = p->p_stat == SFREE || p->p_stat == SZOMB ? 0 : p->p_as;
	if (as)
		as_hold(as);
	spunlock(&proclock, s);
	return as;
}

void
vhand_kick(void)
{
	int s = splock(&lock);

	wanted = 1;
	wakeup(&wanted);
	spunlock(&lock, s);
}

void
vhand(void *unused)
{
	(void) unused;
	ANNOTATE("is vhand");
	spl0();
	for (int n = 0;;) {
		int s = splock(&lock);
		while (!wanted)
			sleep(&wanted, 0, &lock);
		wanted = 0;
		spunlock(&lock, s);
		for (int i = 0; i < NPROC && freemem < TARGET; i++) {
			struct as *as = as_of(&proctab[n]);
			n = (n + 1) % NPROC;
			if (!as)
				continue;
			strip(as);
			as_release(as);
		}
		vhand_passes++;
		memory_comes();
		nap(1); /* for whoever was helped, or nobody can be */
	}
}
