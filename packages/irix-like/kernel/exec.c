/* execve: another program in this process. */
#include "elf.h"
#include "as.h"
#include "defs.h"
#include "file.h"
#include "vnode.h"

#define MAXPTR (NBPP / 4)  /* arguments and environment strings together */
#define NPHDR 8

/* What the new stack is made of. */
struct stack {
	struct as *as;
	uint32_t sp;
	uint32_t *ptr; /* addresses of strings; a page */
	char *string;  /* the one that is being copied; a page */
	int argc, envc;
};

/* Stores to an address space that need not be the current one. */
static int
as_write(struct as *as, uint32_t va, const void *from, uint32_t n)
{
	const char *p = from;

	while (n > 0) {
		uint32_t some = NBPP - va % NBPP;
		int error = vfault(as, va, A_WRITE);
		if (error)
			return error;
		if (some > n)
			some = n;
		memcpy((char *) PHYS_TO_K0(ptob(pte_pfn(*pte_of(as, va)))) +
		    va % NBPP, p, some);
		va += some;
		p += some;
		n -= some;
	}
	return 0;
}

static int
push(struct stack *st, const void *from, uint32_t n)
{
	st->sp -= n;
	if (USERTOP - st->sp > MAXARGS)
		return E2BIG;
	return as_write(st->as, st->sp, from, n);
}

/* Copies the strings of a vector; how many, in *count. */
static int
push_strings(struct stack *st, uint32_t vector, int *count)
{
	for (*count = 0; vector; (*count)++, vector += 4) {
		uint32_t uaddr;
		int error = copyin(vector, &uaddr, sizeof uaddr);
		if (error || uaddr == 0)
			return error;
		if (st->argc + st->envc >= MAXPTR - 2)
			return E2BIG;
		error = copyinstr(uaddr, st->string, NBPP, E2BIG);
		if (!error)
			error = push(st, st->string, strlen(st->string) + 1);
		if (error)
			return error;
		st->ptr[*count + (count == &st->envc ? st->argc + 1 : 0)] =
		    st->sp;
	}
	return 0;
}

static int
build_stack(struct as *as, struct stack *st, uint32_t argv, uint32_t envp)
{
	struct pregion pr = { .pr_va = USERTOP - NBPP, .pr_pages = 1,
	    .pr_type = PT_STACK, .pr_prot = PROT_R | PROT_W };
	struct region *rg = region_alloc(RG_ZERO, 0, 0, 0);
	int error = rg ? as_attach(as, rg, &pr) : ENOMEM;
	uint32_t n;

	if (error) {
		if (rg)
			region_release(rg);
		return error;
	}
	st->as = as;
	st->sp = USERTOP;
	if ((error = push_strings(st, argv, &st->argc)) ||
	    (error = push_strings(st, envp, &st->envc)))
		return error;
	st->ptr[st->argc] = 0;
	st->ptr[st->argc + 1 + st->envc] = 0;
	n = (st->argc + st->envc + 2) * 4;
	st->sp = ((st->sp - n) & ~15) + n;
	return push(st, st->ptr, n);
}

/* One segment of the file. */
static int
map_segment(struct as *as, struct vnode *vp, const Elf32_Phdr *ph)
{
	uint32_t skew = ph->p_vaddr % NBPP, end = ph->p_vaddr + ph->p_memsz;
	int writable = (ph->p_flags & PF_W) != 0, error;
	struct pregion pr = { .pr_va = ph->p_vaddr - skew,
	    .pr_pages = btopr(ph->p_memsz + skew),
	    .pr_type = writable ? PT_DATA : PT_TEXT,
	    .pr_prot = PROT_R | PROT_X | (writable ? PROT_W : 0) };
	struct region *rg;

	if (ph->p_memsz < ph->p_filesz || ph->p_memsz > USERTOP ||
	    ph->p_vaddr < NBPP || ph->p_vaddr > USERTOP - ph->p_memsz ||
	    ph->p_offset % NBPP != skew ||
	    ph->p_offset > vp->v_size ||
	    ph->p_filesz > vp->v_size - ph->p_offset ||
	    !as_free_range(as, pr.pr_va, ptob(pr.pr_pages)))
		return ENOEXEC;
	rg = region_alloc(RG_FILE, vp, btop(ph->p_offset),
	    ph->p_filesz ? ph->p_filesz + skew : 0);
	if (!rg)
		return ENOMEM;
	if ((error = as_attach(as, rg, &pr))) {
		region_release(rg);
		return error;
	}
	if (end > as->as_brkbase)
		as->as_brkbase = as->as_brk = ptob(btopr(end));
	return 0;
}

static int
map_file(struct as *as, struct vnode *vp, uint32_t *entry)
{
	Elf32_Ehdr eh;
	Elf32_Phdr ph;
	int error = vn_read_kernel(vp, 0, &eh, sizeof eh);

	if (error || memcmp(eh.e_ident, "\177ELF\1\2", 6) != 0 ||
	    eh.e_type != ET_EXEC || eh.e_machine != EM_MIPS ||
	    eh.e_phentsize != sizeof ph || eh.e_phnum > NPHDR)
		return ENOEXEC;
	for (int i = 0; i < eh.e_phnum; i++) {
		error = vn_read_kernel(vp, eh.e_phoff + i * sizeof ph, &ph,
		    sizeof ph);
		if (!error && ph.p_type == PT_LOAD && ph.p_memsz > 0)
			error = map_segment(as, vp, &ph);
		if (error)
			return error == EIO ? ENOEXEC : error;
	}
	*entry = eh.e_entry;
	return 0;
}

/* Nothing can fail any more: the process becomes the program. */
static void
commit(struct stack *st, struct files *fs, uint32_t entry, const char *name)
{
	struct proc *p = curproc;
	struct eframe *ef = u_ef;

	as_change(st->as);
	files_exec(fs);
	for (int sig = 1; sig < NSIG; sig++)
		if (p->p_sigacts->sa_act[sig].sa_handler != SIG_IGN)
			p->p_sigacts->sa_act[sig] = (struct sigaction) { 0 };
	memset(p->p_comm, 0, sizeof p->p_comm);
	strncpy(p->p_comm, name, sizeof p->p_comm - 1);
	memset(ef, 0, sizeof *ef);
	memset(u.u_fp, 0, sizeof u.u_fp);
	u.u_fp[32] = 1 << 24; /* FCSR.FS: the R10000 leaves denormals to us */
	ef->ef_sr = USER_SR;
	ef->ef_epc = entry;
	ef->ef_gpr[R_T9] = entry;
	ef->ef_gpr[R_SP] = st->sp;
	ef->ef_gpr[R_A0] = st->argc;
	ef->ef_gpr[R_A1] = st->sp;
	ef->ef_gpr[R_A2] = st->sp + (st->argc + 1) * 4;
}

static int
exec_vnode(struct vnode *vp, uint32_t argv, uint32_t envp, const char *name)
{
	struct stack st = { 0 };
	struct as *as = as_alloc();
	struct files *fs = 0;
	uint32_t entry = 0;
	int error = ENOMEM;

	st.ptr = kmem_zalloc(NBPP);
	st.string = kmem_zalloc(NBPP);
	if (as && st.ptr && st.string) {
		error = map_file(as, vp, &entry);
		if (!error)
			error = build_stack(as, &st, argv, envp);
		if (!error && !(fs = files_own()))
			error = ENOMEM;
		if (!error)
			commit(&st, fs, entry, name);
	}
	kmem_free(st.ptr, NBPP);
	kmem_free(st.string, NBPP);
	if (error && as)
		as_release(as);
	return error;
}

static const char *
last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* argv and envp are in user memory, or 0. */
int
exec_path(const char *path, uint32_t argv, uint32_t envp)
{
	struct vnode *vp;
	struct stat st;
	int error = namei(path, &vp);

	if (error)
		return error;
	if (vp->v_type != VREG || vp->v_op->vop_getattr(vp, &st) ||
	    !(st.st_mode & 0111))
		error = EACCES;
	else
		error = exec_vnode(vp, argv, envp, last_component(path));
	vn_release(vp);
	return error;
}

int
sys_execve(const uint32_t *a, int32_t *rv)
{
	char *path = kmem_zalloc(MAXPATH);
	int error = ENOMEM;

	(void) rv;
	if (path)
		error = copyinstr(a[0], path, MAXPATH, ENAMETOOLONG);
	if (!error)
		error = exec_path(path, a[1], a[2]);
	kmem_free(path, MAXPATH);
	return error ? error : EJUSTRETURN;
}
