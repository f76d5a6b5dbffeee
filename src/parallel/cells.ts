import type { Column, Reach } from '../contracts.ts';

/**
 * Particle numbers in the order of a k-d tree: each stretch of `cellLength` numbers is a cell of neighbours. Stretches
 * are halved at the median of their widest axis. The order is a function of the coordinates alone.
 */
export function neighbourOrder(z: readonly Column[], count: number, cellLength: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const split = (from: number, to: number): void => {
    if (to - from <= cellLength) return;
    const middle = from + cellLength * Math.ceil((to - from) / cellLength / 2);
    select(order, widest(z, order, from, to), from, to - 1, middle);
    split(from, middle);
    split(middle, to);
  };
  split(0, count);
  return order;
}

function widest(z: readonly Column[], order: Int32Array, from: number, to: number): Column {
  let best = z[0];
  let largest = -1;
  for (const column of z) {
    let low = Infinity, high = -Infinity;
    for (let k = from; k < to; k++) {
      const value = column[order[k]];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > largest) {
      largest = high - low;
      best = column;
    }
  }
  return best;
}

/** Hoare's selection: afterwards no key before `middle` is larger than any from `middle` on. */
function select(order: Int32Array, key: Column, first: number, last: number, middle: number): void {
  while (last > first) {
    const pivot = key[order[(first + last) >> 1]];
    let left = first, right = last;
    while (left <= right) {
      while (key[order[left]] < pivot) left++;
      while (key[order[right]] > pivot) right--;
      if (left <= right) {
        const swapped = order[left];
        order[left++] = order[right];
        order[right--] = swapped;
      }
    }
    if (middle <= right) last = right;
    else if (middle >= left) first = left;
    else return;
  }
}

/** Writes the boxes of all cells of `count` particles into `low` and `high`. */
export function fillBoxes({ length, low, high }: Pick<Reach, 'length' | 'low' | 'high'>, z: readonly Column[], count: number): void {
  z.forEach((column, axis) => {
    for (let cell = 0, start = 0; start < count; cell++, start += length) {
      let least = Infinity, most = -Infinity;
      for (let i = start; i < Math.min(count, start + length); i++) {
        least = Math.min(least, column[i]);
        most = Math.max(most, column[i]);
      }
      low[axis][cell] = least;
      high[axis][cell] = most;
    }
  });
}

/** Whether two cells are near enough to count: a lower bound of the distance of their particles is within a range. */
export function near({ low, high, range, period }: Reach, a: number, b: number): boolean {
  const limit = Math.max(range[a], range[b]);
  let square = 0;
  for (let axis = 0; axis < low.length; axis++) {
    let apart = 0.5 * Math.abs(low[axis][a] + high[axis][a] - low[axis][b] - high[axis][b]);
    const size = period[axis] ?? 0;
    if (size > 0) apart = Math.abs(apart - size * Math.round(apart / size));
    const gap = apart - 0.5 * (high[axis][a] - low[axis][a] + high[axis][b] - low[axis][b]);
    if (gap > 0) square += gap * gap;
  }
  return square <= limit;
}

type Play = (i0: number, i1: number, j0: number, j1: number) => void;

/** Plays the part of a tile whose cells are near each other; neighbouring columns of cells in one go. */
export function nearTiles(reach: Reach, i0: number, i1: number, j0: number, j1: number, play: Play): void {
  const { length } = reach;
  const diagonal = i0 === j0;
  for (let a = Math.floor(i0 / length); a * length < i1; a++) {
    const from = Math.max(i0, a * length), to = Math.min(i1, (a + 1) * length);
    if (diagonal) play(from, to, from, to);
    let start = -1;
    for (let b = diagonal ? a + 1 : Math.floor(j0 / length); b * length < j1; b++) {
      const close = near(reach, a, b);
      if (close && start < 0) start = Math.max(j0, b * length);
      if (!close && start >= 0) {
        play(from, to, start, b * length);
        start = -1;
      }
    }
    if (start >= 0) play(from, to, start, j1);
  }
}

/** Largest number of pairs of cells that `nearFraction` looks at. */
const sampledPairs = 1e6;

/** The fraction of pairs of cells that are near each other, from all of them or an even sample. */
export function nearFraction(reach: Reach, cells: number): number {
  const stride = Math.max(1, Math.ceil((cells * cells) / sampledPairs));
  let seen = 0, close = 0;
  for (let a = 0; a < cells; a += stride) {
    for (let b = 0; b < cells; b++) {
      seen++;
      if (near(reach, a, b)) close++;
    }
  }
  return seen > 0 ? close / seen : 1;
}
