/*
 * The three pair passes in plain C, gather form: each row i against every column j, the compiler vectorises over j.
 * Compiled for one case with
 *   -DDX= -DDV= -DGAMMA4= (4 * gamma, an integer) -DKAPPA= (0 constant, 1 Gaussian)
 * and run as: pairs PASS COUNT SECONDS. Prints million ordered pairs per second of processor time.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define D (DX + DV)
#define PERIOD 6.283185307179586
#define LABEL_PERIOD 20.0
#define WIDTH 0.8

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* 2^-s for s >= 0: the polynomial of the SIMD kernels, so that both spend the same operations on it. */
static inline double exp2_minus(double s) {
  static const double c[] = {1.0, -0.6931471805599453, 0.24022650695910158, -0.055504108664821625, 0.009618129107587256, -0.001333355814640647,
                             0.00015403530463724353, -1.5252733841556773e-5, 1.3215432535912375e-6, -1.0178057087733941e-7,
                             7.074194297288521e-9, -4.4558179083360645e-10};
  s = s < 700.0 ? s : 700.0;
  const double n = rint(s), f = s - n;
  double p = c[11];
  for (int k = 10; k >= 0; k--) p = p * f + c[k];
  union { double value; int64_t bits; } two;
  two.bits = (1023 - (int64_t)n) << 52;
  return p * two.value;
}

static inline double nearest_image(double d, double period) { return d - period * rint(d * (1 / period)); }

static inline double radial(double uu) {
#if GAMMA4 == 0
  (void)uu;
  return 1;
#elif GAMMA4 == -12
  uu = uu > 1e-100 ? uu : 1e-100;
  return 1 / (uu * sqrt(uu));
#elif GAMMA4 == -8
  uu = uu > 1e-100 ? uu : 1e-100;
  return 1 / uu;
#elif GAMMA4 == 4
  return sqrt(uu);
#else
#error "no radial law for this gamma"
#endif
}

static inline double kappa(double rr) {
#if KAPPA == 1
  return exp2_minus(rr * (0.5 * 1.4426950408889634 / (WIDTH * WIDTH)));
#else
  (void)rr;
  return 1;
#endif
}

static double *z[D], *x[DX + 1], *v[DV], *g[DV], *weight, *ratio, *sum, *back, *force[D], *rate[DV];

static inline double blob(int i, int j, double *delta) {
  double s = 0;
  for (int a = 0; a < D; a++) {
    delta[a] = a < DX ? nearest_image(z[a][i] - z[a][j], LABEL_PERIOD) : z[a][i] - z[a][j];
    s += delta[a] * delta[a];
  }
  return exp2_minus(s);
}

static void density(int n) {
  for (int i = 0; i < n; i++) {
    double total = 0;
    for (int j = 0; j < n; j++) {
      double delta[D];
      total += weight[j] * blob(i, j, delta);
    }
    sum[i] = total;
  }
}

static void score(int n) {
  for (int i = 0; i < n; i++) {
    double total[D] = {0}, reflected = 0;
    const double m = weight[i], q = ratio[i];
    for (int j = 0; j < n; j++) {
      double delta[D];
      const double e = blob(i, j, delta), both = (q * weight[j] + ratio[j] * m) * e;
      for (int a = 0; a < D; a++) total[a] += both * delta[a];
      reflected += ratio[j] * e;
    }
    for (int a = 0; a < D; a++) force[a][i] = total[a];
    back[i] = reflected;
  }
}

static void collisions(int n) {
  for (int i = 0; i < n; i++) {
    double total[DV] = {0};
    for (int j = 0; j < n; j++) {
      double rr = 0, uu = 0, ud = 0, u[DV], d[DV];
#if KAPPA != 0
      for (int a = 0; a < DX; a++) {
        const double r = nearest_image(x[a][i] - x[a][j], PERIOD);
        rr += r * r;
      }
#endif
      for (int a = 0; a < DV; a++) {
        u[a] = v[a][i] - v[a][j];
        d[a] = g[a][i] - g[a][j];
        uu += u[a] * u[a];
        ud += u[a] * d[a];
      }
      const double strength = weight[j] * kappa(rr) * radial(uu), across = strength * uu, along = strength * ud;
      for (int a = 0; a < DV; a++) total[a] -= across * d[a] - along * u[a];
    }
    for (int a = 0; a < DV; a++) rate[a][i] = total[a];
  }
}

static double *column(int n, double low, double high) {
  double *c = aligned_alloc(64, ((size_t)n * sizeof(double) + 63) / 64 * 64);
  for (int i = 0; i < n; i++) c[i] = low + (high - low) * (rand() / (double)RAND_MAX);
  return c;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  const int n = atoi(argv[2]);
  const double seconds = atof(argv[3]);
  void (*pass)(int) = strcmp(argv[1], "density") == 0 ? density : strcmp(argv[1], "score") == 0 ? score : collisions;
  for (int a = 0; a < D; a++) z[a] = column(n, -5, 5), force[a] = column(n, 0, 0);
  for (int a = 0; a < DX; a++) x[a] = column(n, 0, PERIOD);
  for (int a = 0; a < DV; a++) v[a] = column(n, -4, 4), g[a] = column(n, -2, 2), rate[a] = column(n, 0, 0);
  weight = column(n, 0, 1), ratio = column(n, .5, 2), sum = column(n, 0, 0), back = column(n, 0, 0);
  pass(n);
  const double start = now();
  int passes = 0;
  do {
    pass(n);
    passes++;
  } while (now() < start + seconds);
  printf("%.3f\n", 1e-6 * n * n * passes / (now() - start));
  return 0;
}
