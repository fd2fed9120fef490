/* From the number of a system call to the function that does it. */
#include <sys/syscall.h>
#include <disco/annotate.h>
#include "defs.h"

struct sysent {
	int (*sy_call)(const uint32_t *a, int32_t *rv);
	int sy_args;
};

#define DECLARE(number, name, args) \
	int sys_##name(const uint32_t *a, int32_t *rv);
SYSCALLS(DECLARE, DECLARE)

#define ENTRY(number, name, args) [number] = { sys_##name, args },
static const struct sysent sysent[NSYSCALL] = { SYSCALLS(ENTRY, ENTRY) };

#define NAME(number, name, args) ANNOTATE_NAME("syscall", number, #name)
SYSCALLS(NAME, NAME)

/* v0 is the number, a0 to a5 the arguments; interrupts are on. */
void
syscall(struct eframe *ef)
{
	uint64_t number = ef->ef_gpr[R_V0];
	const struct sysent *sy;
	uint32_t a[6];
	int32_t rv = 0;
	int error = ENOSYS;

	ANNOTATE_VALUE("is %0 in syscall", number);
	__atomic_fetch_add(&pda.p_syscalls, 1, __ATOMIC_RELAXED);
	u.u_restart = 0;
	sy = number < NSYSCALL ? &sysent[number] : 0;
	if (sy && sy->sy_call) {
		for (int i = 0; i < sy->sy_args; i++)
			a[i] = ef->ef_gpr[R_A0 + i];
		error = sy->sy_call(a, &rv);
		if (error == EJUSTRETURN)
			return;
	} else
		psignal(curproc, SIGSYS);
	/* What waits for a signal is not begun again after one. */
	if (error == EINTR && (number == SYS_read || number == SYS_write ||
	    number == SYS_waitpid)) {
		u.u_restart = number;
		u.u_savea3 = ef->ef_gpr[R_A3];
	}
	ef->ef_epc += 4;
	ef->ef_gpr[R_V0] = error ? error : rv;
	ef->ef_gpr[R_A3] = error != 0;
}
