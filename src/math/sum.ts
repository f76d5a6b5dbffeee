import { Adder } from 'd3-array';

/** sum of term(k), k < count, exact to the last bit whatever the order (Shewchuk's expansion, d3-array's Adder). */
export function exactSum(count: number, term: (k: number) => number): number {
  const adder = new Adder();
  for (let k = 0; k < count; k++) adder.add(term(k));
  return adder.valueOf();
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
