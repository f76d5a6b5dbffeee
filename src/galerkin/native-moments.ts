import { range } from '../parallel/emit/text.ts';

/**
 * C text of moments, a part of `native-text.ts`: a matrix product. Vectors run over functions of velocity, a panel of two vectors at a
 * time, whose values are made from their factors and laid out point by point, in the first-level cache. Products of columns
 * with space functions are held against a panel, some at once. Sums over points are kept for even and odd ones by themselves,
 * as `block-kernels.ts` has them, in memory of the thread's own: panel by panel as they are made, in whole cache lines.
 */

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
/* Even and odd sums side by side, as partial sums lie in memory. */
OP V low_pairs(V even, V odd) { return __builtin_shufflevector(even, odd, ${pairs(lanes, 0)}); }
OP V high_pairs(V even, V odd) { return __builtin_shufflevector(even, odd, ${pairs(lanes, lanes / 2)}); }`;
}

const pairs = (lanes: number, from: number): string => range(lanes / 2).map((l) => `${from + l}, ${lanes + from + l}`).join(', ');

const panels = `
#define WIDTH (2 * LANES)

/* The first \`count\` functions of a list of factors, WIDTH at most, point by point; those that are not there are 0. */
static void make_panel(const double *rows, const int32_t *factors, int count, double *panel) {
  for (int first = 0; first < WIDTH; first += LANES) {
    for (int i = 0; i < POINTS; i += LANES) {
      V a[LANES];
      for (int l = 0; l < LANES; l++) {
        const int32_t *pair = factors + 2 * (first + l);
        a[l] = first + l < count ? load(rows + pair[0] + i) * load(rows + pair[1] + i) : (V){0};
      }
      transpose(a);
      for (int l = 0; l < LANES; l++) store(panel + (i + l) * WIDTH + first, a[l]);
    }
  }
}

/* Sums over the points of \`rows\` products times a panel of functions. */
OP void panel_rows(const int rows, const double *products, const double *panel, double *sums, int is_first) {
  V even[ROWS][2], odd[ROWS][2];
  for (int r = 0; r < rows; r++) even[r][0] = even[r][1] = odd[r][0] = odd[r][1] = (V){0};
  for (int i = 0; i < POINTS; i += 2, panel += 2 * WIDTH) {
    const V a = load(panel), b = load(panel + LANES);
    const V c = load(panel + WIDTH), d = load(panel + WIDTH + LANES);
    for (int r = 0; r < rows; r++) {
      const V p = all(products[r * POINTS + i]), q = all(products[r * POINTS + i + 1]);
      even[r][0] = plus(even[r][0], p, a);
      even[r][1] = plus(even[r][1], p, b);
      odd[r][0] = plus(odd[r][0], q, c);
      odd[r][1] = plus(odd[r][1], q, d);
    }
  }
  for (int r = 0; r < rows; r++, sums += 2 * WIDTH) {
    for (int h = 0; h < 2; h++) {
      double *e = sums + h * LANES, *o = e + WIDTH;
      store(e, is_first ? even[r][h] : load(e) + even[r][h]);
      store(o, is_first ? odd[r][h] : load(o) + odd[r][h]);
    }
  }
}`;

const passes = `
/* Columns at a time: enough products for a panel to be worth its making. */
OP uint32_t columns_together(uint32_t space_count, uint32_t left) {
  const uint32_t most = (128 + space_count - 1) / space_count;
  return left < most ? left : most;
}

/* At the address \`own\` lie products, then sums. Extents never grow with the space function: those that want a panel are the first. */
void moments(
  unsigned char *memory, uint64_t own, uint64_t space, uint64_t rows, uint64_t factors, uint64_t columns,
  uint64_t extents, uint64_t space_count, uint64_t column_count, uint64_t is_first
) {
  const double *f = (const double *)(memory + space), *column = (const double *)(memory + columns);
  const int32_t *extent = (const int32_t *)(memory + extents), *pairs = (const int32_t *)(memory + factors);
  double panel[WIDTH * POINTS] __attribute__((aligned(64)));
  double *product = (double *)own, *sums = product + columns_together(space_count, column_count) * space_count * POINTS;
  for (uint32_t m = 0, many; m < column_count; m += many, column += many * POINTS) {
    many = columns_together(space_count, column_count - m);
    for (uint32_t k = 0, r = 0; k < space_count; k++) {
      for (uint32_t c = 0; c < many; c++, r++) {
        for (int i = 0; i < POINTS; i += LANES) {
          store(product + r * POINTS + i, load(column + c * POINTS + i) * load(f + k * POINTS + i));
        }
      }
    }
    uint32_t wanting = space_count;
    for (int first = 0; first < extent[0]; first += WIDTH) {
      make_panel((const double *)(memory + rows), pairs + 2 * first, extent[0] - first, panel);
      while (extent[wanting - 1] <= first) wanting--;
      for (uint32_t r = 0; r < wanting * many; r += ROWS) {
        const int n = wanting * many - r < ROWS ? wanting * many - r : ROWS;
        BY_ROWS(n, panel_rows, product + r * POINTS, panel, sums, is_first)
        sums += 2 * WIDTH * n;
      }
    }
  }
}

/* Adds \`count\` pairs of sums, of at most LANES functions, to the partial sums of a space function. */
OP void add_pairs(double *to, V even, V odd, int count) {
  if (count >= LANES) {
    store(to, load(to) + low_pairs(even, odd));
    store(to + LANES, load(to + LANES) + high_pairs(even, odd));
    return;
  }
  for (int l = 0; l < count; l++) to[2 * l] += even[l], to[2 * l + 1] += odd[l];
}

void settle(
  unsigned char *memory, uint64_t own, uint64_t partial, uint64_t extents, uint64_t space_count, uint64_t size, uint64_t column_count
) {
  const int32_t *extent = (const int32_t *)(memory + extents);
  const double *sums = (const double *)own + columns_together(space_count, column_count) * space_count * POINTS;
  for (uint32_t m = 0, many; m < column_count; m += many) {
    many = columns_together(space_count, column_count - m);
    for (int first = 0; first < extent[0]; first += WIDTH) {
      double *to = (double *)(memory + partial) + 2 * m * size + 2 * first;
      for (uint32_t k = 0; k < space_count && extent[k] > first; to += 2 * extent[k++]) {
        for (uint32_t c = 0; c < many; c++, sums += 2 * WIDTH) {
          for (int from = 0; from < WIDTH; from += LANES) {
            add_pairs(to + 2 * c * size + 2 * from, load(sums + from), load(sums + WIDTH + from), extent[k] - first - from);
          }
        }
      }
    }
  }
}`;

export const nativeMoments = `
#if LANES == 8
${transposition(8)}
#else
${transposition(4)}
#endif
${panels}
${passes}
`;
