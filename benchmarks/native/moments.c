/* The moment sums of the Galerkin score in plain C: m[q][gamma] += w F_q(x) he_gamma(c), one block of points at a time.
   Build: cc -O3 -march=native -ffast-math -DDV=3 moments.c -lm. Run: moments N waves degree; prints seconds a pass. */
#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef DV
#define DV 3
#endif
#define B 64

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int count(int degree) {
  int n = 1;
  for (int k = 1; k <= DV; k++) n = n * (degree + k) / k;
  return n;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const int n = atoi(argv[1]) / B * B, waves = atoi(argv[2]), degree = atoi(argv[3]);
  const int space = 2 * waves + 1, velocity = count(degree);
  double *x = malloc(8 * n), *w = malloc(8 * n), *v[DV];
  for (int i = 0; i < n; i++) x[i] = 6.283 * (rand() / (double)RAND_MAX), w[i] = rand() / (double)RAND_MAX;
  for (int a = 0; a < DV; a++) {
    v[a] = malloc(8 * n);
    for (int i = 0; i < n; i++) v[a][i] = 6 * (rand() / (double)RAND_MAX) - 3;
  }
  int *index = malloc(sizeof(int) * DV * velocity), filled = 0;
  for (int total = 0; total <= degree; total++)
    for (int a = 0; a <= total; a++)
      for (int b = 0; b <= total - a; b++) {
        const int c = total - a - b;
        if (DV == 2 && c) continue;
        index[DV * filled] = a, index[DV * filled + 1] = b;
        if (DV == 3) index[DV * filled + 2] = c;
        filled++;
      }
  double *he = aligned_alloc(64, 8 * B * velocity), *line = aligned_alloc(64, 8 * B * DV * (degree + 1));
  double *f = aligned_alloc(64, 8 * B * space), *moments = calloc(space * velocity, 8);
  const double start = now();
  for (int at = 0; at < n; at += B) {
    for (int i = 0; i < B; i++) {
      const double c = cos(x[at + i]), s = sin(x[at + i]);
      double cosine = 1, sine = 0;
      f[i] = w[at + i];
      for (int k = 1; k <= waves; k++) {
        const double next = cosine * c - sine * s;
        sine = sine * c + cosine * s, cosine = next;
        f[(2 * k - 1) * B + i] = w[at + i] * cosine, f[2 * k * B + i] = w[at + i] * sine;
      }
    }
    for (int a = 0; a < DV; a++) {
      double *t = line + B * a * (degree + 1);
      for (int i = 0; i < B; i++) t[i] = 1, t[B + i] = v[a][at + i];
      for (int k = 1; k < degree; k++) {
        const double root = sqrt(k), scale = 1 / sqrt(k + 1);
        for (int i = 0; i < B; i++) t[(k + 1) * B + i] = (v[a][at + i] * t[k * B + i] - root * t[(k - 1) * B + i]) * scale;
      }
    }
    for (int g = 0; g < velocity; g++)
      for (int i = 0; i < B; i++) {
        double product = line[index[DV * g] * B + i];
        for (int a = 1; a < DV; a++) product *= line[B * (a * (degree + 1) + index[DV * g + a]) + i];
        he[g * B + i] = product;
      }
    for (int q = 0; q < space; q++)
      for (int g = 0; g < velocity; g++) {
        double sum = 0;
        for (int i = 0; i < B; i++) sum += f[q * B + i] * he[g * B + i];
        moments[q * velocity + g] += sum;
      }
  }
  const double seconds = now() - start;
  double check = 0;
  for (int k = 0; k < space * velocity; k++) check += moments[k];
  printf("%.6f %g\n", seconds, check);
  return 0;
}
