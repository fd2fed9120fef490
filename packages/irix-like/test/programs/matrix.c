/* Solves A x = b with partial pivoting, for a matrix and a right side that are
 * read; and floats, conversions, mathematics. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define N 4

static double a[N][N + 1];

static void
swap_rows(int i, int j)
{
	for (int k = 0; k <= N; k++) {
		double t = a[i][k];
		a[i][k] = a[j][k];
		a[j][k] = t;
	}
}

static int
eliminate(void)
{
	for (int i = 0; i < N; i++) {
		int pivot = i;
		for (int j = i + 1; j < N; j++)
			if (fabs(a[j][i]) > fabs(a[pivot][i]))
				pivot = j;
		if (a[pivot][i] == 0)
			return -1;
		swap_rows(i, pivot);
		for (int j = i + 1; j < N; j++) {
			double factor = a[j][i] / a[i][i];
			for (int k = i; k <= N; k++)
				a[j][k] -= factor * a[i][k];
		}
	}
	return 0;
}

int
main(void)
{
	double x[N], norm = 0;
	float sum = 0;

	for (int i = 0; i < N; i++)
		for (int j = 0; j <= N; j++)
			if (scanf("%lf", &a[i][j]) != 1) {
				fprintf(stderr, "a number is missing\n");
				return EXIT_FAILURE;
			}
	if (eliminate() < 0) {
		fprintf(stderr, "singular\n");
		return EXIT_FAILURE;
	}
	for (int i = N - 1; i >= 0; i--) {
		x[i] = a[i][N];
		for (int j = i + 1; j < N; j++)
			x[i] -= a[i][j] * x[j];
		x[i] /= a[i][i];
		norm += x[i] * x[i];
	}
	for (int i = 0; i < N; i++)
		printf("x[%d] = %8.4f\n", i, x[i]);
	printf("norm %.6e\n", sqrt(norm));
	for (int i = 1; i <= 10; i++)
		sum += 0.1f;
	printf("%.9g %.17g\n", sum, 0.1 + 0.2);
	printf("%g %d %d\n", DBL_EPSILON, (int) 3.99, (int) -3.99);
	return EXIT_SUCCESS;
}
