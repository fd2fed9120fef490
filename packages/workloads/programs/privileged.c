/* The privileged architecture, as a kernel uses it: registers, TLB,
 * exceptions, interrupts. Says what failed; the exit code is how many did. The
 * same on bare metal and, each instruction emulated, in a virtual machine. */
#include <disco/boot.h>
#include <disco/hal.h>
#include <disco/heap.h>
#include <disco/machine.h>
#include <stdio.h>
#include <string.h>

#include "privileged.h"

/* In a virtual machine this is a kernel with a TLB of its own. */
const int library_os = 0;

/* The handlers change these behind the compiler. */
volatile struct trap trap;
volatile struct refill refill;
extern const char trap_stub[], refill_stub[], stubs_end[];

static int failures;

#define READ(register) ({ \
	int64_t value_; \
	__asm__ volatile("dmfc0 %0, $" #register : "=r"(value_)); \
	value_; \
})
#define WRITE(register, value) __asm__ volatile("dmtc0 %0, $" #register \
    : : "r"((int64_t) (value)) : "memory")
#define DO(instruction) __asm__ volatile(instruction : : : "memory")

enum { MOD = 1, TLBL = 2, ADEL = 4, SYS = 8, BP, RI, OV = 12, TR };

#define LO_FLAGS 0x1f /* C = 3 cached, D, V, G */
#define LO(page, flags) ((int64_t) ((page) >> 12) << 6 | (flags))
#define MASK_16M 0x1ffe000
#define NO_MATCH 0x80000000u

static void
check(const char *what, int good, uint64_t got)
{
	if (good)
		return;
	failures++;
	printf("privileged: %s: got %016llx\n", what, (unsigned long long) got);
}

static uint32_t
physical(const void *p)
{
	return (const char *) p - hal_memory;
}

static void
install(void)
{
	memcpy(hal_memory + DISCO_VECTOR_TLB_REFILL, refill_stub,
	    stubs_end - refill_stub);
	memcpy(hal_memory + DISCO_VECTOR_XTLB_REFILL, refill_stub,
	    stubs_end - refill_stub);
	memcpy(hal_memory + DISCO_VECTOR_GENERAL, trap_stub,
	    refill_stub - trap_stub);
	hal_code_written(hal_memory, DISCO_VECTOR_GENERAL + 64);
}

static void
write_tlb(int index, uint64_t hi, uint64_t lo0, uint64_t lo1, uint32_t mask)
{
	WRITE(5, mask);
	WRITE(10, hi);
	WRITE(2, lo0);
	WRITE(3, lo1);
	WRITE(0, index);
	DO("tlbwi");
	WRITE(5, 0);
}

/* From the first TLB write on, a kernel in sseg maps itself: 32 MB, wired. */
static void
map_myself(void)
{
	if (hal_memory == (char *) DISCO_SSEG)
		write_tlb(0, (int64_t) (int32_t) DISCO_SSEG, LO(0, LO_FLAGS),
		    LO(1 << 24, LO_FLAGS), MASK_16M);
	WRITE(6, 1);
}

static void
registers(void)
{
	check("PRId names an R10000", (READ(15) >> 8 & 0xff) == 9, READ(15));
	check("Status as promised at the start",
	    (READ(12) & DISCO_BOOT_STATUS) == DISCO_BOOT_STATUS, READ(12));
	WRITE(10, 0x123456789abcdeffull);
	check("EntryHi keeps VPN2 and ASID", READ(10) == 0x000006789abcc0ffll,
	    READ(10));
	WRITE(2, -1ll);
	check("EntryLo0 keeps UC, PFN and flags",
	    (READ(2) & 0x3ffffffff) == 0x3ffffffff, READ(2));
	WRITE(5, MASK_16M);
	check("PageMask", READ(5) == MASK_16M, READ(5));
	WRITE(5, 0);
	check("Wired", READ(6) == 1, READ(6));
	check("Random is not below Wired", READ(1) >= 1 && READ(1) <= 63,
	    READ(1));
	WRITE(14, 0x123456780ll);
	check("EPC", READ(14) == 0x123456780ll, READ(14));
	WRITE(30, -4ll);
	check("ErrorEPC", READ(30) == -4, READ(30));
	WRITE(11, 0x7fffffff);
	check("Compare", READ(11) == 0x7fffffff, READ(11));
	uint32_t then = READ(9);
	for (volatile int i = 0; i < 100; i++)
		;
	check("Count goes on", (uint32_t) READ(9) - then > 100, READ(9) - then);
}

#define MAPPED 0x400000 /* user addresses for the TLB tests */
#define REFILLED 0x600000

static void
tlb(void)
{
	volatile uint32_t *page = heap_pages(2 * 4096);
	volatile uint32_t *mapped = (uint32_t *) MAPPED;
	volatile uint32_t *refilled = (uint32_t *) REFILLED;
	uint32_t pa = physical((void *) page);

	page[0] = 0x11111111;
	page[1024] = 0x22222222;
	write_tlb(5, MAPPED, LO(pa, LO_FLAGS), LO(pa + 4096, LO_FLAGS & ~4), 0);
	WRITE(10, 0);
	WRITE(2, 0);
	DO("tlbr");
	check("TLBR reads what TLBWI wrote: EntryHi", READ(10) == MAPPED,
	    READ(10));
	check("TLBR reads what TLBWI wrote: EntryLo0",
	    READ(2) == LO(pa, LO_FLAGS), READ(2));
	check("TLBR reads what TLBWI wrote: EntryLo1",
	    READ(3) == LO(pa + 4096, LO_FLAGS & ~4), READ(3));
	WRITE(10, MAPPED);
	DO("tlbp");
	check("TLBP finds the entry", READ(0) == 5, READ(0));
	WRITE(10, REFILLED);
	DO("tlbp");
	check("TLBP finds no entry", (READ(0) & NO_MATCH) != 0, READ(0));

	check("load through the TLB", mapped[0] == 0x11111111, mapped[0]);
	mapped[1] = 0x33333333;
	check("store through the TLB", page[1] == 0x33333333, page[1]);
	check("load from a clean page", mapped[1024] == 0x22222222,
	    mapped[1024]);
	trap.count = 0;
	mapped[1024] = 1;
	check("store to a clean page: TLB modification", trap.count == 1 &&
	    EXC_CODE(trap.cause) == MOD, trap.cause);
	check("and BadVAddr", trap.bad_address == MAPPED + 4096,
	    trap.bad_address);
	check("and no store", page[1024] == 0x22222222, page[1024]);

	refill.lo0 = LO(pa, LO_FLAGS);
	refill.lo1 = LO(pa, LO_FLAGS & ~2);
	check("load that needs a refill", refilled[0] == 0x11111111,
	    refilled[0]);
	check("one refill", refill.count == 1, refill.count);
	check("Context holds the page pair",
	    (refill.context & 0x7fffff) == (REFILLED >> 13) << 4,
	    refill.context);
	trap.count = 0;
	(void) refilled[1024];
	check("load from an invalid page: TLB invalid", trap.count == 1 &&
	    EXC_CODE(trap.cause) == TLBL, trap.cause);
}

/* Executes one instruction that must trap, and checks cause and EPC. */
#define TRAPS(what, code, instruction) ({ \
	int64_t where_; \
	trap.count = 0; \
	__asm__ volatile("la %0, 1f\n1:\t" instruction \
	    : "=&r"(where_) : : "memory", "$2", "$3"); \
	check(what, trap.count == 1 && EXC_CODE(trap.cause) == (code), \
	    trap.count == 1 ? trap.cause : trap.count); \
	check(what ": EPC", trap.epc == where_, trap.epc); \
	check(what ": EXL was set", (trap.status & DISCO_STATUS_EXL) != 0, \
	    trap.status); \
})

static void
exceptions(void)
{
	TRAPS("break", BP, "break");
	TRAPS("syscall", SYS, "syscall");
	TRAPS("trap", TR, "teq $0, $0");
	TRAPS("reserved instruction", RI, ".word 0x70000000");
	TRAPS("unaligned load", ADEL,
	    ".set push; .set noreorder; .set noat\n\tlw $2, 1($28); .set pop");
	__asm__ volatile("lui $3, 0x7fff" : : : "$3");
	TRAPS("overflow", OV,
	    ".set push; .set noreorder\n\tadd $2, $3, $3; .set pop");
	check("Status.EXL is clear again", (READ(12) & DISCO_STATUS_EXL) == 0,
	    READ(12));
}

static int
taken(int rounds)
{
	for (volatile int i = 0; i < rounds && trap.count == 0; i++)
		;
	return trap.count == 1 && EXC_CODE(trap.cause) == 0;
}

static void
interrupts(void)
{
	int64_t status = READ(12) & ~0xff00ll;

	trap.count = 0;
	WRITE(13, 0x100);
	WRITE(12, status | 0x100);
	check("no interrupt while IE is clear", trap.count == 0, trap.count);
	WRITE(12, status | 0x100 | DISCO_STATUS_IE);
	check("software interrupt", taken(1000), trap.cause);
	check("and its bit in Cause", (trap.cause & 0x100) != 0, trap.cause);
	WRITE(13, 0);

	trap.count = 0;
	WRITE(11, READ(9) + 5000);
	WRITE(12, status | 0x8000 | DISCO_STATUS_IE);
	check("timer interrupt", taken(100000), trap.count);
	check("and its bit in Cause", (trap.cause & 0x8000) != 0, trap.cause);
	WRITE(11, 0);
	check("writing Compare lowers the line", (READ(13) & 0x8000) == 0,
	    READ(13));
	WRITE(12, status);
}

int
main(void)
{
	install();
	map_myself();
	registers();
	tlb();
	exceptions();
	interrupts();
	printf("privileged: %d failed\n", failures);
	return failures;
}
