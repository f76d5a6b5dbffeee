/**
 * The head of every C text: vectors of doubles with the operations that the kernels are written in, for GCC and clang. Each
 * is one IEEE operation a lane, with the meaning of the WebAssembly instruction of the same name; products are fused only
 * where `fma` stands. `lanes` is fixed, or 'target': 8 where the processor has vectors of 512 bits, else 4.
 */
export function vectorText(lanes: number | 'target'): string {
  return `#if defined(__GNUC__) && !defined(__clang__)
/* Kernels have long runs without branches: an order that fits the registers is worth a tenth of the time. clang finds one by itself. */
#pragma GCC optimize("schedule-insns", "sched-pressure")
#endif
#include <stdint.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

${lanes === 'target' ? '#if defined(__AVX512F__)\n#define LANES 8\n#else\n#define LANES 4\n#endif' : `#define LANES ${lanes}`}

typedef double V __attribute__((vector_size(8 * LANES)));
typedef int64_t I __attribute__((vector_size(8 * LANES)));
/* A vector anywhere in memory. */
typedef double U __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
#define OP static inline __attribute__((always_inline))
#define EACH for (int l = 0; l < LANES; l++)

OP V load(const double *from) { return *(const U *)from; }
OP void store(double *to, V a) { *(U *)to = a; }
OP V all(double a) { return a - (V){0}; }
/* The double with these bits, in all lanes. */
OP V bits(int64_t pattern) { return (V)(pattern - (I){0}); }
OP V or_(V a, V b) { return (V)((I)a | (I)b); }
OP V and_(V a, V b) { return (V)((I)a & (I)b); }
OP V xor_(V a, V b) { return (V)((I)a ^ (I)b); }
OP V abs_(V a) { return (V)((I)a & INT64_MAX); }
OP V add_bits(V a, V b) { return (V)((I)a + (I)b); }
OP V shift_left(V a, int n) { return (V)((I)a << n); }
OP V shift_right(V a, int n) { I r; EACH r[l] = (int64_t)((uint64_t)((I)a)[l] >> n); return (V)r; }
OP V less(V a, V b) { return (V)(a < b); }
OP V select_(V yes, V no, V mask) { return (V)(((I)yes & (I)mask) | ((I)no & ~(I)mask)); }

#if LANES == 8 && defined(__AVX512F__)
OP V fma_(V a, V b, V c) { return (V)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c); }
OP V sqrt_(V a) { return (V)_mm512_sqrt_pd((__m512d)a); }
OP V pmin(V a, V b) { return (V)_mm512_min_pd((__m512d)b, (__m512d)a); }
OP V pmax(V a, V b) { return (V)_mm512_max_pd((__m512d)b, (__m512d)a); }
#elif LANES == 4 && defined(__AVX__) && defined(__FMA__)
OP V fma_(V a, V b, V c) { return (V)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c); }
OP V sqrt_(V a) { return (V)_mm256_sqrt_pd((__m256d)a); }
OP V pmin(V a, V b) { return (V)_mm256_min_pd((__m256d)b, (__m256d)a); }
OP V pmax(V a, V b) { return (V)_mm256_max_pd((__m256d)b, (__m256d)a); }
#else
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
OP V fma_(V a, V b, V c) { V r; EACH r[l] = __builtin_fma(a[l], b[l], c[l]); return r; }
#else
OP V fma_(V a, V b, V c) { return a * b + c; }
#endif
OP V sqrt_(V a) { V r; EACH r[l] = __builtin_sqrt(a[l]); return r; }
OP V pmin(V a, V b) { return select_(b, a, less(b, a)); }
OP V pmax(V a, V b) { return select_(b, a, less(a, b)); }
#endif

/* The lanes added up, always in the same order: halves upon each other down to four, then (0 + 2) + (1 + 3). */
OP double total(V a) {
  double part[LANES];
  store(part, a);
#if LANES == 8
  for (int l = 0; l < 4; l++) part[l] += part[l + 4];
#endif
  return (part[0] + part[2]) + (part[1] + part[3]);
}
`;
}
