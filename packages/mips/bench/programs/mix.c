/* Integer mix: a linked list, a matrix product, a state machine over text, a CRC. */
#define NODES 2048
#define SIZE 24
static struct node { struct node *next; unsigned value; } nodes[NODES];
static unsigned a[SIZE][SIZE], b[SIZE][SIZE];
static char text[1024];

static unsigned list(unsigned seed) {
  for (unsigned i = 0; i < NODES; i++) {
    nodes[i].next = &nodes[(i * 1021 + 7) % NODES];
    nodes[i].value = i ^ seed;
  }
  unsigned sum = 0;
  struct node *at = nodes;
  for (unsigned i = 0; i < 4 * NODES; i++, at = at->next) sum = sum * 3 + at->value;
  return sum;
}

static unsigned matrix(unsigned seed) {
  for (int i = 0; i < SIZE; i++)
    for (int j = 0; j < SIZE; j++) a[i][j] = seed + i * j, b[i][j] = seed ^ (i + j);
  unsigned trace = 0;
  for (int i = 0; i < SIZE; i++)
    for (int j = 0; j < SIZE; j++) {
      unsigned t = 0;
      for (int k = 0; k < SIZE; k++) t += a[i][k] * b[k][j];
      trace ^= t;
    }
  return trace;
}

/* Counts integers, decimals and words in generated text. */
static unsigned machine(unsigned seed) {
  static const char letters[] = "0123 ab.-9,x7 5.";
  for (int i = 0; i < (int)sizeof text; i++, seed = seed * 1664525 + 1013904223) text[i] = letters[seed >> 28];
  enum { GAP, INTEGER, DECIMAL, WORD } state = GAP;
  unsigned counts[4] = { 0, 0, 0, 0 };
  for (int i = 0; i < (int)sizeof text; i++) {
    char c = text[i];
    int digit = c >= '0' && c <= '9';
    switch (state) {
    case GAP: state = digit ? INTEGER : c >= 'a' ? WORD : GAP; break;
    case INTEGER: if (c == '.') state = DECIMAL; else if (!digit) { counts[INTEGER]++; state = GAP; } break;
    case DECIMAL: if (!digit) { counts[DECIMAL]++; state = GAP; } break;
    case WORD: if (c == ' ' || c == ',') { counts[WORD]++; state = GAP; } break;
    }
  }
  return counts[INTEGER] + 256 * counts[DECIMAL] + 65536 * counts[WORD];
}

static unsigned crc(unsigned crc, unsigned value) {
  for (int i = 0; i < 32; i++, value >>= 1) crc = (crc ^ value) & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
  return crc;
}

int main(void) {
  unsigned sum = ~0u;
  for (unsigned i = 0; i < REPEAT; i++) {
    sum = crc(sum, list(i));
    sum = crc(sum, matrix(i));
    sum = crc(sum, machine(sum));
    for (int k = 0; k < 256; k++) sum = crc(sum, nodes[k].value);
  }
  return (int)sum;
}
