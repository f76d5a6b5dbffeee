/**
 * sum of term(k), k < count, exact until the last rounding whatever the order: Shewchuk's non-overlapping partials
 * (Discrete Comput. Geom. 18, 1997). Weights here span 300 orders of magnitude, so the list of partials must be free to
 * grow: d3-array's Adder keeps 32 and then loses the largest.
 */
export function exactSum(count: number, term: (k: number) => number): number {
  const partials: number[] = [];
  for (let k = 0; k < count; k++) {
    let x = term(k);
    let kept = 0;
    for (const y of partials) {
      const high = x + y;
      const low = Math.abs(x) >= Math.abs(y) ? y - (high - x) : x - (high - y);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  // From the largest down; the first inexact addition is the rounding.
  let sum = 0;
  for (let k = partials.length - 1; k >= 0; k--) sum += partials[k];
  return sum;
}

/** sum of term(k), k < count, in index order with Neumaier's compensation: error of a few units in the last place. */
export function compensatedSum(count: number, term: (k: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let k = 0; k < count; k++) {
    const next = term(k);
    const total = sum + next;
    lost += Math.abs(sum) >= Math.abs(next) ? sum - total + next : next - total + sum;
    sum = total;
  }
  return sum + lost;
}
