/* System calls about memory. */
#include <sys/mman.h>
#include <sys/shm.h>
#include <fcntl.h>
#include "as.h"
#include "defs.h"
#include "file.h"
#include "vnode.h"

#define NSHM 32
#define SHMMAX (NBPP / 4) /* pages of a segment: its table is a page */

/* The pregion of the heap, or 0 if there is none yet. */
static struct pregion *
heap(struct as *as)
{
	struct pregion *pr = as->as_first;

	while (pr && (pr->pr_type != PT_BSS || pr->pr_va != as->as_brkbase))
		pr = pr->pr_next;
	return pr;
}

static int
new_heap(struct as *as, uint32_t pages)
{
	struct pregion pr = { .pr_va = as->as_brkbase, .pr_pages = pages,
	    .pr_type = PT_BSS, .pr_prot = PROT_R | PROT_W };
	struct region *rg;
	int error;

	if (!as_free_range(as, pr.pr_va, ptob(pages)))
		return ENOMEM;
	if (!(rg = region_alloc(RG_ZERO, 0, 0, 0)))
		return ENOMEM;
	if ((error = as_attach(as, rg, &pr)))
		region_release(rg);
	return error;
}

/* The end of the heap becomes a[0]; 0 asks where it is. */
int
sys_brk(const uint32_t *a, int32_t *rv)
{
	struct as *as = curproc->p_as;
	uint32_t pages;
	struct pregion *pr;
	int error = 0;

	mutex_lock(&as->as_lock);
	if (a[0] != 0) {
		if (a[0] < as->as_brkbase || a[0] >= MMAPBASE)
			error = ENOMEM;
		else {
			pages = btopr(a[0] - as->as_brkbase);
			pr = heap(as);
			if (pr && pages == 0)
				error = as_detach_range(as, pr->pr_va,
				    ptob(pr->pr_pages));
			else if (pr)
				error = as_resize(as, pr, pages);
			else if (pages)
				error = new_heap(as, pages);
		}
		if (!error)
			as->as_brk = a[0];
	}
	*rv = as->as_brk;
	mutex_unlock(&as->as_lock);
	return error;
}

/* The lowest free place for so many bytes from MMAPBASE on; 0 if there is
 * none. */
static uint32_t
find_place(struct as *as, uint32_t bytes)
{
	uint32_t va = MMAPBASE;

	for (struct pregion *pr = as->as_first; pr; pr = pr->pr_next) {
		uint32_t end = pr->pr_va + ptob(pr->pr_pages);
		if (va < end && pr->pr_va < va + bytes)
			va = end;
	}
	return as_free_range(as, va, bytes) && va + bytes <
	    USERTOP - STACKMAX ? va : 0;
}

/* What mmap attaches: a file's pages, or zeros. */
static int
mmap_region(const uint32_t *a, uint32_t pages, struct region **rg)
{
	int prot = a[2], shared = (a[3] & MAP_SHARED) != 0, error = 0;
	struct file *f;

	if (a[3] & MAP_ANONYMOUS) {
		if (shared)
			return shm_region(pages, rg);
		*rg = region_alloc(RG_ZERO, 0, 0, 0);
		return *rg ? 0 : ENOMEM;
	}
	if (!(f = fd_file(a[4])))
		return EBADF;
	if (!f->f_vp || f->f_vp->v_type != VREG)
		error = ENODEV;
	else if ((f->f_flags & O_ACCMODE) == O_WRONLY ||
	    (shared && (prot & PROT_WRITE) &&
	    (f->f_flags & O_ACCMODE) != O_RDWR))
		error = EACCES;
	else {
		uint32_t size = f->f_vp->v_size;
		*rg = region_alloc(RG_FILE, f->f_vp, btop(a[5]),
		    size > a[5] ? size - a[5] : 0);
		if (!*rg)
			error = ENOMEM;
	}
	file_release(f);
	return error;
}

/* address, bytes, protection, flags, descriptor, offset */
int
sys_mmap(const uint32_t *a, int32_t *rv)
{
	struct as *as = curproc->p_as;
	uint32_t va = a[0], pages = btopr(a[1]), bytes = ptob(pages);
	struct pregion pr = { .pr_pages = pages, .pr_type = PT_MMAP,
	    .pr_prot = a[2] & (PROT_R | PROT_W | PROT_X),
	    .pr_shared = (a[3] & MAP_SHARED) != 0 };
	struct region *rg = 0;
	int error;

	if (a[1] == 0 || a[1] >= USERLIM || a[5] % NBPP ||
	    ((a[3] & MAP_SHARED) != 0) == ((a[3] & MAP_PRIVATE) != 0))
		return EINVAL;
	if ((a[3] & MAP_FIXED) && (va % NBPP || va < NBPP || va >= USERTOP ||
	    bytes > USERTOP - va))
		return EINVAL;
	if ((error = mmap_region(a, pages, &rg)))
		return error;
	mutex_lock(&as->as_lock);
	if (a[3] & MAP_FIXED)
		error = as_detach_range(as, va, bytes);
	else if (va % NBPP || va < MMAPBASE || !as_free_range(as, va, bytes))
		va = find_place(as, bytes);
	if (!error && va == 0)
		error = ENOMEM;
	if (!error) {
		pr.pr_va = va;
		error = as_attach(as, rg, &pr);
	}
	mutex_unlock(&as->as_lock);
	if (error)
		region_release(rg);
	*rv = va;
	return error;
}

static int
bad_range(const uint32_t *a)
{
	return a[0] % NBPP || a[1] == 0 || a[0] >= USERTOP ||
	    a[1] > USERTOP - a[0];
}

int
sys_munmap(const uint32_t *a, int32_t *rv)
{
	struct as *as = curproc->p_as;
	int error;

	(void) rv;
	if (bad_range(a))
		return EINVAL;
	mutex_lock(&as->as_lock);
	error = as_detach_range(as, a[0], ptob(btopr(a[1])));
	mutex_unlock(&as->as_lock);
	return error;
}

int
sys_mprotect(const uint32_t *a, int32_t *rv)
{
	struct as *as = curproc->p_as;
	int error;

	(void) rv;
	if (bad_range(a) || (a[2] & ~(PROT_R | PROT_W | PROT_X)))
		return EINVAL;
	mutex_lock(&as->as_lock);
	error = as_protect(as, a[0], ptob(btopr(a[1])), a[2]);
	mutex_unlock(&as->as_lock);
	return error;
}

/* What was stored to shared files is written. */
int
sys_msync(const uint32_t *a, int32_t *rv)
{
	struct as *as = curproc->p_as;
	uint32_t va = a[0], end = va + ptob(btopr(a[1]));
	int error = 0;

	(void) rv;
	if (bad_range(a))
		return EINVAL;
	mutex_lock(&as->as_lock);
	for (; va < end && !error; va += NBPP) {
		struct pregion *pr = as_find(as, va);
		pte_t *pte = pr ? pte_of(as, va) : 0;
		int s = splock(&memlock);
		if (!pr)
			error = ENOMEM;
		else if (pte && pr->pr_shared && (*pte & PTE_D))
			page_dirty_locked(&pfdat[pte_pfn(*pte)]);
		spunlock(&memlock, s);
	}
	mutex_unlock(&as->as_lock);
	if (!error && (a[2] & MS_SYNC))
		error = vn_flush(0);
	return error;
}

struct shm {
	key_t sh_key;
	uint32_t sh_bytes; /* 0: the slot is free */
	struct region *sh_region;
};

static struct mutex shmlock;
static struct shm shm[NSHM];

void
shm_init(void)
{
	mutex_init(&shmlock, M_SHM);
}

/* A region of so many shared pages. */
int
shm_region(uint32_t pages, struct region **rg)
{
	if (pages > SHMMAX)
		return EINVAL;
	if (mem_reserve(pages) < 0)
		return ENOMEM;
	*rg = region_alloc(RG_SHM, 0, 0, 0);
	if (*rg)
		(*rg)->rg_pf = kmem_zalloc(pages * sizeof(struct pfdat *));
	if (!*rg || !(*rg)->rg_pf) {
		kmem_free(*rg, sizeof **rg);
		*rg = 0;
		mem_unreserve(pages);
		return ENOMEM;
	}
	(*rg)->rg_pages = pages;
	return 0;
}

static int
shm_make(const uint32_t *a, int id)
{
	int error;

	if (a[1] == 0)
		return EINVAL;
	if (id < 0)
		return ENOSPC;
	if ((error = shm_region(btopr(a[1]), &shm[id].sh_region)))
		return error;
	shm[id].sh_key = a[0];
	shm[id].sh_bytes = a[1];
	return 0;
}

int
sys_shmget(const uint32_t *a, int32_t *rv)
{
	key_t key = a[0];
	int error = 0, slot = -1, id;

	mutex_lock(&shmlock);
	for (id = NSHM - 1; id >= 0; id--)
		if (!shm[id].sh_region)
			slot = id;
		else if (key != IPC_PRIVATE && shm[id].sh_key == key)
			break;
	if (id >= 0) {
		if ((a[2] & IPC_CREAT) && (a[2] & IPC_EXCL))
			error = EEXIST;
		else if (a[1] > shm[id].sh_bytes)
			error = EINVAL;
	} else if (key != IPC_PRIVATE && !(a[2] & IPC_CREAT))
		error = ENOENT;
	else {
		id = slot;
		error = shm_make(a, id);
	}
	mutex_unlock(&shmlock);
	*rv = id;
	return error;
}

int
sys_shmat(const uint32_t *a, int32_t *rv)
{
	struct as *as = curproc->p_as;
	uint32_t va = a[1];
	int error = EINVAL;

	if (a[0] >= NSHM || va % NBPP)
		return EINVAL;
	mutex_lock(&shmlock);
	mutex_lock(&as->as_lock);
	if (shm[a[0]].sh_region) {
		struct region *rg = shm[a[0]].sh_region;
		uint32_t bytes = ptob(rg->rg_pages);
		struct pregion pr = { .pr_pages = rg->rg_pages,
		    .pr_type = PT_SHM, .pr_shared = 1,
		    .pr_prot = PROT_R | (a[2] & SHM_RDONLY ? 0 : PROT_W) };
		if (va == 0)
			va = find_place(as, bytes);
		if (va == 0)
			error = ENOMEM;
		else if (va >= NBPP && as_free_range(as, va, bytes)) {
			pr.pr_va = va;
			region_hold(rg);
			if ((error = as_attach(as, rg, &pr)))
				region_release(rg);
		}
	}
	mutex_unlock(&as->as_lock);
	mutex_unlock(&shmlock);
	*rv = va;
	return error;
}

int
sys_shmdt(const uint32_t *a, int32_t *rv)
{
	struct as *as = curproc->p_as;
	struct pregion *pr;
	int error = EINVAL;

	(void) rv;
	mutex_lock(&as->as_lock);
	pr = a[0] < USERTOP ? as_find(as, a[0]) : 0;
	if (pr && pr->pr_va == a[0] && pr->pr_type == PT_SHM)
		error = as_detach_range(as, pr->pr_va, ptob(pr->pr_pages));
	mutex_unlock(&as->as_lock);
	return error;
}

int
sys_shmctl(const uint32_t *a, int32_t *rv)
{
	struct shm *sh = &shm[a[0] % NSHM];
	struct shmid_ds ds;
	int error = 0;

	(void) rv;
	if (a[0] >= NSHM)
		return EINVAL;
	mutex_lock(&shmlock);
	if (!sh->sh_region)
		error = EINVAL;
	else if (a[1] == IPC_RMID) {
		region_release(sh->sh_region);
		sh->sh_region = 0;
		sh->sh_bytes = 0;
	} else if (a[1] == IPC_STAT) {
		ds.shm_segsz = sh->sh_bytes;
		ds.shm_nattch = sh->sh_region->rg_refs - 1;
		error = copyout(&ds, a[2], sizeof ds);
	} else
		error = EINVAL;
	mutex_unlock(&shmlock);
	return error;
}
