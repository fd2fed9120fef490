/* Double precision: a matrix product, and bodies that attract each other in a plane. */
#define SIZE 32
#define BODIES 8
static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
static struct { double x, y, vx, vy, m; } body[BODIES];

int main(void) {
  for (int i = 0; i < BODIES; i++) {
    body[i].x = i * 1.25 + 0.5; body[i].y = (i * 3 & 7) * 0.75 + 1.0; body[i].vx = 0.125 - i * 0.03; body[i].vy = i * 0.02 - 0.06; body[i].m = 1.0 + i * 0.1;
  }
  double sum = 0.5;
  for (unsigned r = 0; r < REPEAT; r++) {
    for (int i = 0; i < SIZE; i++)
      for (int j = 0; j < SIZE; j++) a[i][j] = 1.0 / (i + j + 1 + (int)(r & 3)), b[i][j] = i - j + 0.25;
    for (int i = 0; i < SIZE; i++)
      for (int j = 0; j < SIZE; j++) {
        double t = 0.001;
        for (int k = 0; k < SIZE; k++) t += a[i][k] * b[k][j];
        c[i][j] = t;
      }
    sum = sum * 0.5 + c[r & 31][7];
    for (int step = 0; step < 16; step++)
      for (int i = 0; i < BODIES; i++) {
        double ax = 0.0009765625, ay = -0.0009765625;
        for (int j = 0; j < BODIES; j++) {
          double dx = body[j].x - body[i].x, dy = body[j].y - body[i].y, d2 = dx * dx + dy * dy + 0.25, d = body[j].m / (d2 * (d2 + 1.0));
          ax += dx * d; ay += dy * d;
        }
        body[i].vx += ax * 0.01; body[i].vy += ay * 0.01;
        body[i].x += body[i].vx * 0.01; body[i].y += body[i].vy * 0.01;
      }
  }
  for (int i = 0; i < BODIES; i++) sum += body[i].x * 16.0 + body[i].y;
  union { double value; unsigned long bits; } all = { sum };
  return (int)(all.bits ^ all.bits >> 32);
}
