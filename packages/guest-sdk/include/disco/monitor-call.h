/* How a kernel in a virtual machine calls the monitor. */
#ifndef DISCO_MONITOR_CALL_H
#define DISCO_MONITOR_CALL_H

#include <stdint.h>

#include <disco/monitor.h>

/* A monitor call: arguments in a0-a2, result in v0, the rest unchanged. The
 * code is part of the instruction, hence a macro. */
#define MONITOR_CALL(code, first, second, third) ({ \
	register int64_t v0_ __asm__("$2"); \
	register int64_t a0_ __asm__("$4") = (int64_t) (first); \
	register int64_t a1_ __asm__("$5") = (int64_t) (second); \
	register int64_t a2_ __asm__("$6") = (int64_t) (third); \
	__asm__ volatile(".word %1" : "=r"(v0_) : "i"(DISCO_GATE_WORD(code)), \
	    "r"(a0_), "r"(a1_), "r"(a2_) : "memory"); \
	v0_; \
})

#endif
