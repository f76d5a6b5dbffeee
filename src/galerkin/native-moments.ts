import { range } from '../parallel/emit/text.ts';
import { functionText } from '../parallel/native/function-text.ts';

/**
 * C text of moments, a part of `native-text.ts`: a matrix product. A vector holds an even and the next odd point of each of some functions
 * of velocity, as the two sums over points are kept in `block-kernels.ts`. Panels of some vectors are made from the factors of the
 * functions, point by point, in the first-level cache; so are the products of columns with space functions, a group of rows at a time. Rows
 * are held against a panel, the more at once the fewer vectors they want of it. Sums are kept in memory of the thread's own, in the
 * order in which they are made.
 */

/** Rows of a square of pairs of points become columns: in each step vectors exchange halves, of one pair, then of two. */
function transposition(lanes: number): string {
  const steps = [2, 4].filter((half) => half < lanes).flatMap((half) =>
    range(lanes / 2).filter((row) => (row & (half / 2)) === 0).map((row) => {
      const low = range(lanes).map((l) => (l & half ? lanes + (l ^ half) : l));
      const high = range(lanes).map((l) => (l & half ? lanes + l : l | half));
      const other = row | (half / 2);
      const shuffled = (order: readonly number[]): string => `__builtin_shufflevector(a[${row}], a[${other}], ${order.join(', ')})`;
      return `  { const V low = ${shuffled(low)}, high = ${shuffled(high)}; a[${row}] = low, a[${other}] = high; }`;
    }));
  return `OP void transpose(V *a) {\n${steps.join('\n')}\n}
`;
}

const panels = `
/* Two entries in all pairs of lanes. */
OP V both(const double *from) {
#if LANES == 8 && defined(__AVX512F__)
  return (V)_mm512_broadcast_f32x4(_mm_loadu_ps((const float *)from));
#elif defined(__AVX__)
  return (V)_mm256_broadcast_pd((const __m128d *)from);
#else
  V r;
  EACH r[l] = from[l % 2];
  return r;
#endif
}

/* Functions of a vector; vectors of a panel, and its functions. */
#define FUNCTIONS (LANES / 2)
#define VECTORS 4
#define WIDTH (VECTORS * FUNCTIONS)
/* Before a loop whose turns are few and known: sums must not go through memory. */
#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 24")
#endif

OP int vectors_for(int functions) { return functions < WIDTH ? (functions + FUNCTIONS - 1) / FUNCTIONS : VECTORS; }

/* The first \`count\` functions of a list of factors, WIDTH at most, pair of points by pair. What is beyond them is not looked at. */
static void make_panel(const double *rows, const int32_t *factors, int count, double *panel) {
  const int stride = vectors_for(count) * LANES;
  for (const double *end = panel + stride; panel < end; panel += LANES, factors += 2 * FUNCTIONS, count -= FUNCTIONS) {
    const double *from[FUNCTIONS][2];
    for (int f = 0; f < FUNCTIONS; f++) {
      const int32_t *pair = factors + (f < count ? 2 * f : 0);
      from[f][0] = rows + pair[0], from[f][1] = rows + pair[1];
    }
    double *to = panel;
    for (int i = 0; i < POINTS; i += LANES) {
      V a[FUNCTIONS];
      for (int f = 0; f < FUNCTIONS; f++) a[f] = load(from[f][0] + i) * load(from[f][1] + i);
      transpose(a);
      for (int p = 0; p < FUNCTIONS; p++, to += stride) store(to, a[p]);
    }
  }
}

/* Sums over the points of \`rows\` products times the first \`vectors\` of a panel, of which a pair of points takes \`stride\` doubles. */
OP void tile(const int vectors, const int rows, const double *products, const double *panel, int stride, double *sums, int is_first) {
  V sum[VECTORS * ROWS];
  UNROLL for (int k = 0; k < rows * vectors; k++) sum[k] = (V){0};
  for (int i = 0; i < POINTS; i += 2, panel += stride) {
    V functions[VECTORS];
    for (int v = 0; v < vectors; v++) functions[v] = load(panel + v * LANES);
    UNROLL for (int r = 0; r < rows; r++) {
      const V product = both(products + r * POINTS + i);
      UNROLL for (int v = 0; v < vectors; v++) sum[r * vectors + v] = plus(sum[r * vectors + v], product, functions[v]);
    }
  }
  if (is_first) {
    UNROLL for (int k = 0; k < rows * vectors; k++) store(sums + k * LANES, sum[k]);
  } else {
    UNROLL for (int k = 0; k < rows * vectors; k++) store(sums + k * LANES, load(sums + k * LANES) + sum[k]);
  }
}

/* Any number of rows: as many at a time as there are registers for, and what is left by a few of fewer. */
#define TILES(vectors, most) \\
  for (; n >= most; n -= most, products += most * POINTS, sums += most * vectors * LANES) { \\
    tile(vectors, most, products, panel, stride, sums, is_first); \\
  }
#define ROWS_OF_FOUR(rows, ...) tile(4, rows, products, panel, stride, sums, is_first)
static void tiles(int vectors, int n, const double *products, const double *panel, int stride, double *sums, int is_first) {
  switch (vectors) {
    case 1: TILES(1, 4 * ROWS) TILES(1, ROWS) TILES(1, ROWS / 3) TILES(1, 1) break;
    case 2: TILES(2, 2 * ROWS) TILES(2, ROWS / 2) TILES(2, 1) break;
    case 3: TILES(3, 4 * ROWS / 3) TILES(3, ROWS / 3) TILES(3, 1) break;
    default: TILES(4, ROWS) if (n > 0) BY_ROWS(n, ROWS_OF_FOUR, 0)
  }
}`;

const momentIntegers = [
  'own', 'space', 'space_factors', 'velocity', 'velocity_factors', 'columns', 'extents', 'space_count', 'column_count', 'is_first',
];

const passes = `
/* Rows are space functions with columns, the columns of one after another; so many of them at a time. */
#define GROUP 64

/* How many functions the rows of a group from \`first\` on go with; these never grow. Returns the number of rows. */
OP int group_extents(const int32_t *extents, uint32_t first, uint32_t all, uint32_t columns, int32_t *of) {
  const uint32_t rows = all - first < GROUP ? all - first : GROUP;
  for (uint32_t r = 0; r < rows; r++) of[r] = extents[(first + r) / columns];
  return rows;
}

/* At the address \`own\` lie the sums. Factors are pairs of entries of rows. */
${functionText('moments', momentIntegers, `
  double panel[WIDTH * POINTS] __attribute__((aligned(64))), products[GROUP * POINTS] __attribute__((aligned(64)));
  const double *f = (const double *)(memory + space), *column = (const double *)(memory + columns);
  const int32_t *f_pairs = (const int32_t *)(memory + space_factors), *pairs = (const int32_t *)(memory + velocity_factors);
  double *sums = (double *)own;
  int32_t extent[GROUP];
  const uint32_t all = space_count * column_count;
  for (uint32_t group = 0; group < all; group += GROUP) {
    const int rows = group_extents((const int32_t *)(memory + extents), group, all, column_count, extent);
    for (int r = 0; r < rows; r++) {
      const double *c = column + (group + r) % column_count * POINTS;
      const double *a = f + f_pairs[(group + r) / column_count * 2], *b = f + f_pairs[(group + r) / column_count * 2 + 1];
      for (int i = 0; i < POINTS; i += LANES) store(products + r * POINTS + i, load(c + i) * (load(a + i) * load(b + i)));
    }
    for (int first = 0; first < extent[0]; first += WIDTH) {
      make_panel((const double *)(memory + velocity), pairs + 2 * first, extent[0] - first, panel);
      const int stride = LANES * vectors_for(extent[0] - first);
      for (int r = 0, n; r < rows && extent[r] > first; r += n) {
        const int vectors = vectors_for(extent[r] - first);
        for (n = 1; r + n < rows && extent[r + n] > first && vectors_for(extent[r + n] - first) == vectors;) n++;
        tiles(vectors, n, products + r * POINTS, panel, stride, sums, is_first);
        sums += n * vectors * LANES;
      }
    }
  }`)}

/* Adds the sums of a part to the partial sums of every column and space function. */
${functionText('settle', ['own', 'partial', 'extents', 'space_count', 'size', 'column_count'], `
  const int32_t *extent_of = (const int32_t *)(memory + extents);
  const double *sums = (const double *)own;
  int32_t extent[GROUP];
  double *base = (double *)(memory + partial);
  const uint32_t all = space_count * column_count;
  for (uint32_t group = 0; group < all; group += GROUP) {
    const int rows = group_extents(extent_of, group, all, column_count, extent);
    for (int first = 0; first < extent[0]; first += WIDTH) {
      double *to = base + 2 * first;
      for (int r = 0; r < rows && extent[r] > first; r++) {
        const uint32_t c = (group + r) % column_count;
        const int left = extent[r] - first, count = left < WIDTH ? left : WIDTH;
        for (int l = 0; l < 2 * count; l++) to[2 * c * size + l] += sums[l];
        sums += vectors_for(left) * LANES;
        if (c == column_count - 1) to += 2 * extent[r];
      }
    }
    for (int r = 0; r < rows; r++) if ((group + r) % column_count == column_count - 1) base += 2 * extent[r];
  }`)}`;

export const nativeMoments = `
#if LANES == 8
${transposition(8)}
#else
${transposition(4)}
#endif
${panels}
${passes}
`;
