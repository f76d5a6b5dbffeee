import { functionText } from '../parallel/native/function-text.ts';
import { vectorText } from '../parallel/native/vectors.ts';
import { nativeMoments } from './native-moments.ts';
import { nativePointText } from './point-text.ts';
import { blockLength } from './points.ts';
import { collisionFormulas } from './polynomial-collisions.ts';

/**
 * C text of the block functions (`block-functions.ts`), with the sums of `block-kernels.ts` in the same order, so the bits do not
 * depend on the length of the vectors. With `fused`, products are added by fused multiply-add.
 */
export const nativeBlockText = (fused: boolean): string => `${vectorText('target')}
#define POINTS ${blockLength}
/* Rows that one pass over points or functions serves: as many sums as there are registers for. */
#if defined(__AVX512F__)
#define ROWS 6
#define MORE_ROWS(f, ...) case 3: f(3, __VA_ARGS__); break; case 4: f(4, __VA_ARGS__); break; case 5: f(5, __VA_ARGS__); break;
#else
#define ROWS 3
#define MORE_ROWS(f, ...)
#endif
/* f for a number of rows from 1 to ROWS that it knows when it is compiled. */
#define BY_ROWS(n, f, ...) switch (n) { \\
  case 1: f(1, __VA_ARGS__); break; case 2: f(2, __VA_ARGS__); break; MORE_ROWS(f, __VA_ARGS__) default: f(ROWS, __VA_ARGS__); }

OP V plus(V sum, V a, V b) { return ${fused ? 'fma_(a, b, sum)' : 'sum + a * b'}; }

${nativeMoments}
${values}
${tables}
${collisionFormulas.map((formula) => nativePointText(formula, fused)).join('')}`;

const values = `
/* At STRIP vectors of points: sums over velocity functions [from, to) of \`rows\` lists of coefficients, added to \`sums\`. */
#define STRIP 4
OP void inner(const int rows, const double *velocity, const double *const *coefficients, int from, int to, V (*sums)[STRIP]) {
  for (int beta = from; beta < to; beta++) {
    V h[STRIP];
    for (int s = 0; s < STRIP; s++) h[s] = load(velocity + beta * POINTS + s * LANES);
    for (int r = 0; r < rows; r++) {
      const V c = all(coefficients[r][beta]);
      for (int s = 0; s < STRIP; s++) sums[r][s] = plus(sums[r][s], c, h[s]);
    }
  }
}

/* \`rows\` space functions: what is beyond the shortest of their extents is added row by row. */
OP void outer(
  const int rows, const double *space, const double *velocity, const double *coefficients, const int32_t *extents, V *out
) {
  V sums[ROWS][STRIP];
  const double *list[ROWS];
  for (int r = 0; r < rows; r++) {
    for (int s = 0; s < STRIP; s++) sums[r][s] = (V){0};
    list[r] = coefficients;
    coefficients += extents[r];
  }
  const int common = extents[rows - 1];
  inner(rows, velocity, list, 0, common, sums);
  for (int r = 0; r < rows; r++) {
    if (extents[r] > common) inner(1, velocity, list + r, common, extents[r], sums + r);
    for (int s = 0; s < STRIP; s++) out[s] = plus(out[s], load(space + r * POINTS + s * LANES), sums[r][s]);
  }
}

${functionText('evaluate', ['space', 'velocity', 'coefficients', 'out', 'extents', 'space_count', 'size', 'count'], `
  const double *f = (const double *)(memory + space), *h = (const double *)(memory + velocity);
  const int32_t *extent = (const int32_t *)(memory + extents);
  for (uint32_t m = 0; m < count; m++) {
    for (int i = 0; i < POINTS; i += STRIP * LANES) {
      const double *c = (const double *)(memory + coefficients) + m * size;
      V sum[STRIP] = {0};
      uint32_t k = 0;
      while (k < space_count) {
        const int rows = space_count - k < ROWS ? space_count - k : ROWS;
        BY_ROWS(rows, outer, f + k * POINTS + i, h + i, c, extent + k, sum)
        for (int r = 0; r < rows; r++, k++) c += extent[k];
      }
      for (int s = 0; s < STRIP; s++) store((double *)(memory + out) + m * POINTS + i + s * LANES, sum[s]);
    }
  }`)}`;

const tables = `
${functionText('hermite', ['c', 'axes', 'degree', 'roots', 'table'], `
  const double *x = (const double *)(memory + c), *root = (const double *)(memory + roots);
  for (uint64_t i = 0; i < axes * POINTS; i += LANES) {
    double *t = (double *)(memory + table) + i / POINTS * degree * POINTS + i;
    const V at = load(x + i);
    V before = all(1), last = at;
    store(t, before);
    if (degree > 0) store(t + POINTS, last);
    for (uint32_t n = 1; n < degree; n++) {
      const V next = all(root[2 * n - 1]) * (at * last - all(root[2 * n - 2]) * before);
      store(t + (n + 1) * POINTS, next);
      before = last, last = next;
    }
  }`)}

${functionText('fourier', ['cosine', 'sine', 'count', 'table'], `
  const double *cosines = (const double *)(memory + cosine), *sines = (const double *)(memory + sine);
  const V root = all(0x1.6a09e667f3bcdp+0); /* of 2 */
  for (int i = 0; i < POINTS; i += LANES) {
    double *t = (double *)(memory + table) + i;
    const V c = load(cosines + i), s = load(sines + i);
    V u = all(1), v = {0};
    store(t, u);
    for (uint32_t n = 1; n <= count; n += 2) {
      const V next = u * c - v * s;
      v = v * c + u * s, u = next;
      store(t += POINTS, root * u);
      if (n < count) store(t += POINTS, root * v);
    }
  }`)}

${functionText('multiplyRows', ['rows', 'program', 'count'], `
  double *row = (double *)(memory + rows);
  const int32_t *triple = (const int32_t *)(memory + program);
  for (const int32_t *end = triple + 3 * count; triple < end; triple += 3) {
    for (int i = 0; i < POINTS; i += LANES) store(row + triple[0] + i, load(row + triple[1] + i) * load(row + triple[2] + i));
  }`)}
`;
