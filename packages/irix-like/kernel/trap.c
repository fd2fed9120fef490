/* Traps and interrupts, once their registers are saved. */
#include <disco/annotate.h>
#include "as.h"
#include "defs.h"

extern const char ucopy_end[], ucopy_fault[];

static const char *const names[32] = {
	[EXC_INT] = "interrupt", "TLB modification", "TLB miss on load",
	"TLB miss on store", "address error on load", "address error on store",
	"bus error on fetch", "bus error on data", "system call", "breakpoint",
	"reserved instruction", "coprocessor unusable", "overflow", "trap",
	[EXC_FPE] = "floating point",
};

static int
code_of(const struct eframe *ef)
{
	return ef->ef_cause >> 2 & 31;
}

static _Noreturn void
trap_panic(const struct eframe *ef)
{
	const char *name = names[code_of(ef)];

	panic("trap: %s, sr %x, epc %llx, address %llx, ra %llx, sp %llx, "
	    "process %d", name ? name : "?", (uint32_t) ef->ef_sr, ef->ef_epc,
	    ef->ef_badvaddr, ef->ef_gpr[R_RA], ef->ef_gpr[R_SP],
	    curproc ? curproc->p_pid : -1);
}

static void
interrupt(struct eframe *ef)
{
	uint32_t pending = ef->ef_cause & ef->ef_sr;

	ANNOTATE("is interrupt");
	if (pending & 1 << (8 + DISCO_IP_COUNT))
		clock_intr(ef);
	if (pending & 1 << (8 + DISCO_IP_IPI)) {
		hal_ipi_clear();
		tlb_poll();
	}
	if (pending & 1 << (8 + DISCO_IP_IO))
		disk_intr();
	if (pending & 1 << (8 + DISCO_IP_CONSOLE))
		tty_intr();
}

/* The copying routines may fault; nothing else of the kernel may. */
static int
recovers(const struct eframe *ef)
{
	uint32_t epc = ef->ef_epc;

	return epc >= (uint32_t) ucopy && epc < (uint32_t) ucopy_end;
}

static int
signal_of(int error)
{
	return error == ENOMEM ? SIGKILL : error == EIO ? SIGBUS : SIGSEGV;
}

static void
tlb_fault(struct eframe *ef)
{
	uint64_t va = ef->ef_badvaddr;
	int error = EFAULT;

	ANNOTATE("is VFAULT");
	if (va < USERLIM && curproc->p_as &&
	    (usermode(ef) || recovers(ef))) {
		splx(ef->ef_sr & DISCO_STATUS_IE);
		error = vfault(curproc->p_as, va,
		    code_of(ef) == EXC_RMISS ? A_READ : A_WRITE);
		splhi();
	}
	if (!error)
		return;
	if (usermode(ef))
		psignal(curproc, signal_of(error));
	else if (recovers(ef))
		ef->ef_epc = (int32_t) ucopy_fault;
	else
		trap_panic(ef);
}

/* What a program did wrong. */
static void
user_trap(struct eframe *ef)
{
	static const uint8_t signals[32] = {
		[EXC_RADE] = SIGBUS, [EXC_WADE] = SIGBUS, [EXC_IBE] = SIGBUS,
		[EXC_DBE] = SIGBUS, [EXC_BREAK] = SIGTRAP, [EXC_II] = SIGILL,
		[EXC_CPU] = SIGILL, [EXC_OV] = SIGFPE, [EXC_TRAP] = SIGTRAP,
		[EXC_FPE] = SIGFPE,
	};
	int code = code_of(ef), sig = signals[code];

	if (code == EXC_CPU && (ef->ef_cause >> 28 & 3) == 1) {
		fp_get(ef);
		return;
	}
	/* An address of the kernel is one that the program does not have. */
	if ((code == EXC_RADE || code == EXC_WADE) &&
	    ef->ef_badvaddr >= USERLIM)
		sig = SIGSEGV;
	psignal(curproc, sig ? sig : SIGKILL);
}

/* An interrupt has come to the kernel, so that it holds no spin lock: whoever
 * should run does so now. The idle process looks for itself. */
static void
preempt(void)
{
	if (pda.p_runrun && curproc != pda.p_idleproc)
		yield();
}

/* From locore.S, interrupts off. */
void
trap(struct eframe *ef)
{
	int code = code_of(ef);
	uint64_t window = ef->ef_badvaddr - (uint64_t) (int32_t) PTWIN;

	if ((uint32_t) ef < UADDR + sizeof(struct user))
		panic("trap: kernel stack overflow, epc %llx", ef->ef_epc);
	if ((code == EXC_RMISS || code == EXC_WMISS) && window < PTWINBYTES &&
	    pda.p_as) {
		quick_fault(ef->ef_badvaddr);
		return;
	}
	switch (code) {
	case EXC_INT:
		interrupt(ef);
		break;
	case EXC_MOD:
	case EXC_RMISS:
	case EXC_WMISS:
		tlb_fault(ef);
		break;
	case EXC_SYSCALL:
		if (!usermode(ef))
			trap_panic(ef);
		spl0();
		syscall(ef);
		break;
	default:
		if (!usermode(ef))
			trap_panic(ef);
		user_trap(ef);
	}
	if (usermode(ef))
		user_return(ef);
	else if (code == EXC_INT)
		preempt();
}

/* Before going back to user mode: signals, and whoever should run instead.
 * Leaves with interrupts off. */
void
user_return(struct eframe *ef)
{
	splhi();
	while (pda.p_runrun || issig(curproc)) {
		spl0();
		if (issig(curproc))
			psig(ef);
		if (pda.p_runrun)
			yield();
		splhi();
	}
}

/* The first floating-point instruction of this turn. */
void
fp_get(struct eframe *ef)
{
	mtc0(12, mfc0(12) | DISCO_STATUS_CU1);
	fprestore(u.u_fp);
	ef->ef_sr |= DISCO_STATUS_CU1;
}

/* This process leaves the CPU, or its registers are wanted in u.u_fp. */
void
fp_put(const struct proc *p)
{
	int s = splhi(); /* or another process may come to have them */

	if (!p->p_kernel && (u_ef->ef_sr & DISCO_STATUS_CU1)) {
		mtc0(12, mfc0(12) | DISCO_STATUS_CU1);
		fpsave(u.u_fp);
		u.u_fp[32] &= ~0x3f000; /* a cause would trap when restored */
		u_ef->ef_sr &= ~DISCO_STATUS_CU1;
	}
	splx(s);
}
