/* Generated from packages/abi/src/monitor-calls.ts and special-page.ts; do not edit: change the table and run
 * pnpm --filter @disco-vm/abi generate */
#ifndef DISCO_MONITOR_H
#define DISCO_MONITOR_H

/* The gate instruction: a monitor call in a virtual machine */
#define DISCO_GATE_WORD(code) (0x4200003f | ((code) << 6))

/* Monitor calls: code; arguments in a0-a3, result in v0 */
#define DISCO_CALL_CONSOLE_WRITE 0 /* (pa, length) -> bytes written: writes bytes of guest memory to the virtual console */
#define DISCO_CALL_POWER_OFF 1 /* (code) -> does not return: ends the virtual machine; the low byte is its exit code */
#define DISCO_CALL_CPU_START 2 /* (vcpu, entry, arg) -> 0, or -1 if there is no such halted virtual CPU: starts a halted virtual CPU at virtual address entry with a0 = arg and a1 = the device tree */
#define DISCO_CALL_LIBRARY_OS 3 /* () -> 0: the guest has no virtual memory subsystem: the monitor keeps serving sseg linearly for good, and supervisor time counts as user time */
#define DISCO_CALL_CLOCK 4 /* () -> nanoseconds since the virtual machine started: reads the virtual machine's clock */
#define DISCO_CALL_IPI 5 /* (mask) -> 0: posts an inter-processor interrupt to each virtual CPU whose bit is set */
#define DISCO_CALL_ZERO_PAGE 6 /* (pa) -> 0: the page reads as zeros from now on; a new machine page is given on the next touch */
#define DISCO_CALL_FREE_PAGE 7 /* (pa) -> 0: the guest does not need the page's contents any more */
#define DISCO_CALL_ANNOTATE 8 /* (value) -> 0: what a store to the annotation device does on bare metal */
#define DISCO_CALL_DELIVER 9 /* () -> 0: delivers pending interrupts; called when a store to the special page unmasked them and PENDING is not 0 */
#define DISCO_CALL_CONSOLE_READ 10 /* () -> a byte, or -1 if none was typed: reads the virtual console */
#define DISCO_CALL_IPI_CLEAR 11 /* (mask) -> 0: removes bits from this virtual CPU's mask of posted interrupts */

/* Special page: a virtual CPU's privileged registers as memory */
#ifdef __ASSEMBLER__
#define DISCO_SPECIAL_PAGE 0xffffffffdfffe000
#else
#define DISCO_SPECIAL_PAGE ((unsigned long) (int) 0xdfffe000) /* one page per virtual CPU, doublewords */
#endif
#define DISCO_SPECIAL_CP0(r) (0x0 + (r) * 8) /* virtual CP0 register r */
#define DISCO_SPECIAL_PENDING 0x100 /* interrupt lines that wait, in the bits of Cause.IP, masked ones too */
#define DISCO_SPECIAL_VCPU 0x108 /* number of this virtual CPU, from 0 */
#define DISCO_SPECIAL_VCPUS 0x110 /* virtual CPUs of this virtual machine */
#define DISCO_SPECIAL_IPI_POSTED 0x118 /* mask of posted inter-processor interrupts */

#endif
