/* From the first C function to the first process. */
#include <disco/fdt.h>
#include "asm-check.h"
#include "buf.h"
#include "defs.h"
#include "vnode.h"

/* What a started CPU finds in a0; locore.S knows it. */
struct cpustart {
	char *stack;
	int number;
};

int ncpu, booted;
char bootargs[DISCO_MAX_ARGUMENT_BYTES];
volatile struct percpu *pdaof[MAXCPU];

extern char image_end[];

uint32_t ramend;
static uint32_t nodebytes; /* memory of each node */
static uint32_t treestart;  /* the device tree, at the end of node 0 */
static uint32_t freestart;  /* behind the kernel's image and its disk */
static uint32_t tables, tablesend; /* where pfdat is */

static void
add_memory(void *unused, uint64_t base, uint64_t bytes)
{
	(void) unused;
	if (base == 0)
		nodebytes = bytes;
	if (base + bytes > MAXMEM)
		panic("main: memory up to %llx, expected %x at most; give the "
		    "machine less", base + bytes, MAXMEM);
	if (base + bytes > ramend)
		ramend = base + bytes;
}

static void
add_reserved(void *unused, uint64_t base, uint64_t bytes)
{
	(void) unused;
	(void) bytes;
	treestart = base;
}

/* Each node begins with its CPU's vectors; the device tree ends node 0, where
 * the kernel lies behind all that CPUs see as their own. */
static int
usable(uint32_t pfn)
{
	uint32_t pa = ptob(pfn);

	return pa >= freestart && (pa < tables || pa >= tablesend) &&
	    pa % nodebytes >= NBPP && (pa < treestart || pa >= nodebytes);
}

/* A place for pfdat: behind the kernel, or if that node is too small in the
 * next one. */
static void
place_tables(void)
{
	uint32_t bytes = ptob(btopr(btop(ramend) * sizeof(struct pfdat)));
	uint32_t end = treestart < nodebytes ? treestart : nodebytes;

	tables = freestart;
	if (tables + bytes > end)
		tables = nodebytes + NBPP;
	tablesend = tables + bytes;
	if (freestart > end || tablesend > ramend ||
	    (tables != freestart && bytes > nodebytes - NBPP))
		panic("main: the kernel does not fit; give the machine more "
		    "memory");
	pfdat = PHYS_TO_K0(tables);
	memset(pfdat, 0, bytes);
}

static void
memory_init(const void *tree)
{
	fdt_memory(tree, add_memory, 0);
	treestart = ~0u;
	fdt_reserved(tree, add_reserved, 0);
	freestart = disk_end(ptob(btopr(K0_TO_PHYS(image_end))));
	place_tables();
	page_init(0, btop(ramend), usable);
	kmem_init();
}

/* Each CPU's private data and idle process, made by CPU 0. */
static void
make_cpus(void)
{
	for (int c = 0; c < ncpu; c++) {
		pdaof[c] = page_addr(page_alloc_kernel());
		memset((void *) pdaof[c], 0, NBPP);
		pdaof[c]->p_cpuid = c;
		pdaof[c]->p_idleproc = proc_idle(c);
		pdaof[c]->p_curproc = pdaof[c]->p_idleproc;
		sched_init_cpu(c);
	}
}

/* Every CPU comes here, on a stack for the moment: CPU 0 on its boot stack, the
 * others on the idle process's, which has not begun. */
static _Noreturn void
cpu_run(int c)
{
	hal_init_cpu();
	tlb_init_cpu(pdaof[c]);
	clock_init_cpu();
	sched_start();
}

_Noreturn void
cpu_main(int c)
{
	cpu_run(c);
}

static void
start_cpus(void)
{
	static struct cpustart start[MAXCPU];

	for (int c = 1; c < ncpu; c++) {
		start[c].number = c;
		start[c].stack = (char *) page_addr(
		    pdaof[c]->p_idleproc->p_upage[1]) + NBPP;
		hal_cpu_start(c, cpu_entry, &start[c]);
	}
}

/* What process 1 does first: the root file system, then user mode. */
static void
init_begin(void *unused)
{
	int error;

	(void) unused;
	spl0();
	if (disk_init() == 0)
		panic("main: no disk");
	if ((error = efs_mount()))
		panic("main: no file system on the disk: error %d", error);
	setrun(kthread("bdflush", bdflush, 0));
	setrun(kthread("vhand", vhand, 0));
	if ((error = exec_path("/sbin/init", 0, 0)))
		panic("main: /sbin/init: error %d", error);
}

static void
args_init(const void *tree)
{
	int length;
	const char *text = fdt_property(tree, "/chosen", "bootargs", &length);

	if (text && length <= (int) sizeof bootargs)
		memcpy(bootargs, text, length);
}

_Noreturn void
main(int marker, const void *tree)
{
	hal_init_cpu();
	hal_cons_init();
	if (marker != DISCO_BOOT_MARKER || !fdt_valid(tree))
		panic("main: no device tree");
	args_init(tree);
	ncpu = fdt_children(tree, "/cpus", "cpu@");
	if (ncpu > MAXCPU)
		panic("main: %d CPUs, expected %d at most", ncpu, MAXCPU);
	memory_init(tree);
	proc_init();
	clock_init();
	bio_init();
	vn_init();
	shm_init();
	make_cpus();
	printf("%d CPU%s, %u KB of memory, %u KB free\n", ncpu,
	    ncpu > 1 ? "s" : "", ramend >> 10, freemem * (NBPP >> 10));
	tlb_init_cpu(pdaof[0]);
	booted = 1;
	proc_start_init(init_begin);
	start_cpus();
	cpu_run(0);
}
