/* Reads and writes every word of 4 MB, in order. */
#define WORDS (1 << 20)
static unsigned words[WORDS];

int main(void) {
  unsigned sum = 0;
  for (unsigned r = 0; r < REPEAT; r++)
    for (int i = 0; i < WORDS; i++) {
      sum += words[i];
      words[i] = sum ^ i;
    }
  return (int)sum;
}
