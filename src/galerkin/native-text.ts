import { vectorText } from '../parallel/native/vectors.ts';
import { blockLength } from './points.ts';

/**
 * C text of the block functions (`block-functions.ts`), with the sums of `block-kernels.ts` in the same order: of each sum
 * over points the even and the odd ones by themselves, so the bits do not depend on the length of the vectors. Moments are a
 * matrix product: vectors run over velocity functions, whose values are laid out anew for that (`pack`), a panel of two
 * vectors of functions at a time; some space functions are held against a panel at once. With `fused`, products are added by
 * fused multiply-add.
 */
export const nativeBlockText = (fused: boolean): string => `${vectorText('target')}
#define POINTS ${blockLength}
#define WIDTH (2 * LANES)
/* Space functions at a time: as many sums as there are registers for. */
#if defined(__AVX512F__) || defined(__aarch64__)
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

#if LANES == 8
${transposition(8)}
#else
${transposition(4)}
#endif
${pack}
${panel}
${moments}
${values}
${tables}`;

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** Rows of a square of vectors become columns: in each step pairs of vectors exchange halves, of length 1, 2, 4. */
function transposition(lanes: number): string {
  const steps = [1, 2, 4].filter((half) => half < lanes).flatMap((half) =>
    range(lanes).filter((row) => (row & half) === 0).map((row) => {
      const low = range(lanes).map((l) => (l & half ? lanes + (l ^ half) : l));
      const high = range(lanes).map((l) => (l & half ? lanes + l : l | half));
      const shuffled = (order: readonly number[]): string => `__builtin_shufflevector(a[${row}], a[${row | half}], ${order.join(', ')})`;
      return `  { const V low = ${shuffled(low)}, high = ${shuffled(high)}; a[${row}] = low, a[${row | half}] = high; }`;
    }));
  return `OP void transpose(V *a) {\n${steps.join('\n')}\n}
/* Even and odd sums side by side, as they lie in memory. */
OP V low_pairs(V even, V odd) { return __builtin_shufflevector(even, odd, ${pairs(lanes, 0)}); }
OP V high_pairs(V even, V odd) { return __builtin_shufflevector(even, odd, ${pairs(lanes, lanes / 2)}); }`;
}

const pairs = (lanes: number, from: number): string => range(lanes / 2).map((l) => `${from + l}, ${lanes + from + l}`).join(', ');

const pack = `
/* Panels of WIDTH functions, point by point; functions that are not there are 0. */
static void pack(const double *functions, uint32_t count, double *packed) {
  for (uint32_t first = 0; first < count; first += LANES) {
    double *to = packed + first / WIDTH * WIDTH * POINTS + first % WIDTH;
    for (int i = 0; i < POINTS; i += LANES) {
      V a[LANES];
      EACH a[l] = first + l < count ? load(functions + (first + l) * POINTS + i) : (V){0};
      transpose(a);
      EACH store(to + (i + l) * WIDTH, a[l]);
    }
    if (first % WIDTH == 0 && first + LANES >= count) {
      for (int i = 0; i < POINTS; i++) store(to + i * WIDTH + LANES, (V){0});
    }
  }
}`;

const panel = `
/* Adds \`count\` pairs of sums, of at most LANES functions, to those in memory. */
OP void add_pairs(double *to, V even, V odd, int count) {
  if (count >= LANES) {
    store(to, load(to) + low_pairs(even, odd));
    store(to + LANES, load(to + LANES) + high_pairs(even, odd));
    return;
  }
  for (int l = 0; l < count; l++) to[2 * l] += even[l], to[2 * l + 1] += odd[l];
}

/* Sums over the points of \`rows\` products times a panel of functions; extents say how many of those each row wants. */
OP void panel_rows(const int rows, const double *products, const double *packed, double *partial, const int32_t *extents, int first) {
  V even[ROWS][2], odd[ROWS][2];
  for (int r = 0; r < rows; r++) even[r][0] = even[r][1] = odd[r][0] = odd[r][1] = (V){0};
  for (int i = 0; i < POINTS; i += 2) {
    const V a = load(packed + i * WIDTH), b = load(packed + i * WIDTH + LANES);
    const V c = load(packed + (i + 1) * WIDTH), d = load(packed + (i + 1) * WIDTH + LANES);
    for (int r = 0; r < rows; r++) {
      const V p = all(products[r * POINTS + i]), q = all(products[r * POINTS + i + 1]);
      even[r][0] = plus(even[r][0], p, a);
      even[r][1] = plus(even[r][1], p, b);
      odd[r][0] = plus(odd[r][0], q, c);
      odd[r][1] = plus(odd[r][1], q, d);
    }
  }
  for (int r = 0; r < rows; r++) {
    const int wanted = extents[r] - first;
    double *to = partial + 2 * first;
    add_pairs(to, even[r][0], odd[r][0], wanted);
    if (wanted > LANES) add_pairs(to + 2 * LANES, even[r][1], odd[r][1], wanted - LANES);
    partial += 2 * extents[r];
  }
}`;

const moments = `
void moments(
  unsigned char *memory, uint64_t space, uint64_t velocity, uint64_t columns, uint64_t products, uint64_t partial,
  uint64_t extents, uint64_t space_count, uint64_t size, uint64_t column_count, uint64_t packed
) {
  const double *f = (const double *)(memory + space);
  double *product = (double *)(memory + products), *panels = (double *)(memory + packed);
  const int32_t *extent = (const int32_t *)(memory + extents);
  pack((const double *)(memory + velocity), extent[0], panels);
  for (uint32_t m = 0; m < column_count; m++) {
    const double *column = (const double *)(memory + columns) + m * POINTS;
    for (uint32_t k = 0; k < space_count; k++) {
      for (int i = 0; i < POINTS; i += LANES) store(product + k * POINTS + i, load(column + i) * load(f + k * POINTS + i));
    }
    /* Extents never grow with k: the rows that want a panel are the first ones. */
    for (int first = 0; first < extent[0]; first += WIDTH) {
      double *to = (double *)(memory + partial) + 2 * m * size;
      for (uint32_t k = 0; k < space_count && extent[k] > first;) {
        int rows = 1;
        while (rows < ROWS && k + rows < space_count && extent[k + rows] > first) rows++;
        const double *a = product + k * POINTS, *b = panels + first * POINTS;
        BY_ROWS(rows, panel_rows, a, b, to, extent + k, first)
        for (; rows > 0; rows--, k++) to += 2 * extent[k];
      }
    }
  }
}`;

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

void evaluate(
  unsigned char *memory, uint64_t space, uint64_t velocity, uint64_t coefficients, uint64_t out,
  uint64_t extents, uint64_t space_count, uint64_t size, uint64_t count
) {
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
  }
}`;

const tables = `
void hermite(unsigned char *memory, uint64_t c, uint64_t degree, uint64_t roots, uint64_t table) {
  const double *x = (const double *)(memory + c), *root = (const double *)(memory + roots);
  double *t = (double *)(memory + table);
  for (int i = 0; i < POINTS; i += LANES) {
    const V at = load(x + i);
    V before = all(1), last = at;
    store(t + i, before);
    if (degree > 0) store(t + POINTS + i, last);
    for (uint32_t n = 1; n < degree; n++) {
      const V next = all(root[2 * n - 1]) * (at * last - all(root[2 * n - 2]) * before);
      store(t + (n + 1) * POINTS + i, next);
      before = last, last = next;
    }
  }
}

void multiplyRows(unsigned char *memory, uint64_t rows, uint64_t program, uint64_t count) {
  double *row = (double *)(memory + rows);
  const int32_t *triple = (const int32_t *)(memory + program);
  for (const int32_t *end = triple + 3 * count; triple < end; triple += 3) {
    for (int i = 0; i < POINTS; i += LANES) store(row + triple[0] + i, load(row + triple[1] + i) * load(row + triple[2] + i));
  }
}
`;
