/* A TLB miss for each page of 2 MB, over and over, and a system call for every eighth; handlers in handlers.S. */
extern char refill[], refill_end[], general[], general_end[];
volatile unsigned calls, misses;

static void install(unsigned long vector, char *from, char *to) {
  for (unsigned *at = (unsigned *)vector; from < to; from += 4) *at++ = *(unsigned *)from;
}

int main(void) {
  install(0xffffffff80000000, refill, refill_end);
  install(0xffffffff80000080, refill, refill_end);
  install(0xffffffff80000180, general, general_end);
  unsigned sum = 0;
  for (unsigned r = 0; r < REPEAT; r++)
    for (unsigned long page = 0; page < 512; page++) {
      volatile unsigned *word = (unsigned *)(0x400000 + page * 4096 + (page & 63) * 32);
      *word = sum + r;
      sum = sum * 3 + *word;
      if (page % 8 == 0) __asm__ volatile ("syscall" ::: "memory");
    }
  return (int)(sum + calls + 256 * misses);
}
