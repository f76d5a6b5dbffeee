import type { PairSums } from '../contracts.ts';

/** Pairs that direct sums went through, and in how many seconds; those of many ranks are counted on each. */
export interface PairCount {
  pairs: number;
  seconds: number;
}

/** The same sums, whose pairs are counted; those of passes that leave some out are not. */
export const counted = (sums: PairSums, count: PairCount): PairSums => ({
  async run(pass) {
    const began = performance.now();
    await sums.run(pass);
    if (pass.reach) return;
    const { rows, columns } = pass;
    count.pairs += rows === columns ? (rows.count * (rows.count + 1)) / 2 : rows.count * columns.count;
    count.seconds += (performance.now() - began) / 1000;
  },
});
