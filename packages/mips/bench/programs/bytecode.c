/* An interpreter of a small stack machine, which sieves primes. */
enum { PUSH, LOAD, STORE, ADD, SUB, LESS, JUMP, JUMPZ, PEEK, POKE, END };
static const signed char code[] = {
  /* for (i = 2; i < 120; i++) if (!m[i]) { n++; for (j = i + i; j < 120; j += i) m[j] = 1; } */
  PUSH, 2, STORE, 0,
  /* 4 */ LOAD, 0, PUSH, 120, LESS, JUMPZ, 63,
  LOAD, 0, PEEK, PUSH, 1, LESS, JUMPZ, 54,
  LOAD, 2, PUSH, 1, ADD, STORE, 2,
  LOAD, 0, LOAD, 0, ADD, STORE, 1,
  /* 33 */ LOAD, 1, PUSH, 120, LESS, JUMPZ, 54,
  PUSH, 1, LOAD, 1, POKE,
  LOAD, 1, LOAD, 0, ADD, STORE, 1, JUMP, 33,
  /* 54 */ LOAD, 0, PUSH, 1, ADD, STORE, 0, JUMP, 4,
  /* 63 */ END,
};
static int stack[64], variables[4], memory[128];

static int run(void) {
  int *sp = stack;
  for (const signed char *pc = code;;) {
    switch (*pc++) {
    case PUSH: *sp++ = *pc++; break;
    case LOAD: *sp++ = variables[(int)*pc++]; break;
    case STORE: variables[(int)*pc++] = *--sp; break;
    case ADD: sp--; sp[-1] += *sp; break;
    case SUB: sp--; sp[-1] -= *sp; break;
    case LESS: sp--; sp[-1] = sp[-1] < *sp; break;
    case JUMP: pc = code + *pc; break;
    case JUMPZ: if (*--sp) pc++; else pc = code + *pc; break;
    case PEEK: sp[-1] = memory[sp[-1] & 127]; break;
    case POKE: sp -= 2; memory[sp[1] & 127] = sp[0]; break;
    default: return variables[2];
    }
  }
}

int main(void) {
  unsigned sum = 0;
  for (unsigned r = 0; r < REPEAT; r++) {
    for (int i = 0; i < 128; i++) memory[i] = i % 7 == (int)(r & 15);
    variables[2] = 0;
    sum = sum * 31 + run();
  }
  return (int)sum;
}
