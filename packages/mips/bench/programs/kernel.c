/*
 * A user program that misses the TLB at each page of 2 MB, over and over, and makes a system call at every eighth; the
 * kernel is handlers.S. The program has no data but those pages: it runs where the kernel's addresses mean nothing.
 */
extern char refill[], refill_end[], general[], general_end[];
extern unsigned enter_user(unsigned long pc);
volatile unsigned calls, misses;

static void install(unsigned long vector, char *from, char *to) {
  for (unsigned *at = (unsigned *)vector; from < to; from += 4) *at++ = *(unsigned *)from;
}

static inline void system_call(unsigned number, unsigned argument) {
  register unsigned v0 __asm__("$2") = number, a0 __asm__("$4") = argument;
  __asm__ volatile ("syscall" :: "r"(v0), "r"(a0) : "memory");
}

static void user(void) {
  unsigned sum = 0;
  for (unsigned r = 0; r < REPEAT; r++)
    for (unsigned long page = 0; page < 512; page++) {
      volatile unsigned *word = (unsigned *)(0x400000 + page * 4096 + (page & 63) * 32);
      *word = sum + r;
      sum = sum * 3 + *word;
      if (page % 8 == 0) system_call(0, 0);
    }
  system_call(1, sum);
}

int main(void) {
  install(0xffffffff80000000, refill, refill_end);
  install(0xffffffff80000080, refill, refill_end);
  install(0xffffffff80000180, general, general_end);
  unsigned sum = enter_user((unsigned long)user & 0x1fffffff);
  return (int)(sum + calls + 256 * misses);
}
