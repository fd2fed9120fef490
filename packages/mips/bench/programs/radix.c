/* Radix sort of 32-bit keys, eight bits at a time. */
#define KEYS 65536
static unsigned keys[KEYS], other[KEYS], counts[256];

int main(void) {
  unsigned sum = 0;
  for (unsigned r = 0; r < REPEAT; r++) {
    unsigned seed = r + 1;
    for (int i = 0; i < KEYS; i++) keys[i] = seed = seed * 1664525 + 1013904223;
    unsigned *from = keys, *to = other;
    for (int shift = 0; shift < 32; shift += 8) {
      for (int i = 0; i < 256; i++) counts[i] = 0;
      for (int i = 0; i < KEYS; i++) counts[from[i] >> shift & 255]++;
      unsigned at = 0;
      for (int i = 0; i < 256; i++) { unsigned n = counts[i]; counts[i] = at; at += n; }
      for (int i = 0; i < KEYS; i++) to[counts[from[i] >> shift & 255]++] = from[i];
      unsigned *t = from; from = to; to = t;
    }
    for (int i = 1; i < KEYS; i++) if (from[i - 1] > from[i]) return -1;
    for (int i = 0; i < KEYS; i += 97) sum = sum * 31 + from[i];
  }
  return (int)sum;
}
