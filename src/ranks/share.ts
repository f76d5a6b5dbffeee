import type { Ranks, Share } from '../ranks-contract.ts';

/** `total` items shared out in whole units, as evenly as these allow. */
export function shareOut(ranks: Ranks, total: number, unit: number): Share {
  const units = Math.ceil(total / unit);
  const bounds = Array.from({ length: ranks.size + 1 }, (_, rank) => Math.min(total, Math.floor((rank * units) / ranks.size) * unit));
  return { ranks, bounds };
}

/** Number of the first item of this rank. */
export const firstOf = ({ ranks, bounds }: Share): number => bounds[ranks.rank];
/** How many items this rank has. */
export const countOf = ({ ranks, bounds }: Share): number => bounds[ranks.rank + 1] - bounds[ranks.rank];
/** How many all ranks have. */
export const totalOf = ({ bounds }: Share): number => bounds[bounds.length - 1];

/** How many there are of something on all ranks; without a share these are all. */
export const allOf = ({ count, share }: { readonly count: number; readonly share?: Share }): number => (share ? totalOf(share) : count);

/** Items that lie on the ranks as they are: this rank has `count` of them. */
export function sharesOf(ranks: Ranks, count: number): Share {
  const bounds = [0];
  for (const many of gatherEach(ranks, count)) bounds.push(bounds.at(-1)! + many);
  return { ranks, bounds };
}

/** One number of every rank. */
export const gatherEach = (ranks: Ranks, value: number): Float64Array =>
  ranks.gather(Float64Array.of(value), Array.from({ length: ranks.size }, () => 1));

/** The numbers of all ranks, however many each has. */
export function gatherAll(ranks: Ranks, own: Float64Array): Float64Array {
  return ranks.size === 1 ? own : ranks.gather(own, [...gatherEach(ranks, own.length)]);
}

/** The sum of whole numbers, one of every rank that has a share. */
export const total = (count: number, share: Pick<Share, 'ranks'> | undefined): number =>
  (share === undefined ? count : gatherEach(share.ranks, count).reduce((a, b) => a + b));

/** The largest of one number of every rank that has a share; NaN when one is. */
export const largest = (value: number, share: Pick<Share, 'ranks'> | undefined): number =>
  (share === undefined || share.ranks.size === 1 ? value : gatherEach(share.ranks, value).reduce((a, b) => Math.max(a, b)));

/** True on all ranks when it is on one. */
export const any = (value: boolean, share: Pick<Share, 'ranks'> | undefined): boolean => largest(value ? 1 : 0, share) === 1;

/**
 * A column of items that lie on the ranks as `from` says, as `to` says. Both share out the same items.
 */
export function moved(column: Float64Array, from: Share, to: Share): Float64Array {
  const { rank } = from.ranks;
  const overlap = (a: Share, r: number, b: Share, s: number): number =>
    Math.max(0, Math.min(a.bounds[r + 1], b.bounds[s + 1]) - Math.max(a.bounds[r], b.bounds[s]));
  const every = from.bounds.slice(1).map((_, r) => r);
  return from.ranks.exchange(
    column.subarray(0, countOf(from)), every.map((r) => overlap(from, rank, to, r)), every.map((r) => overlap(from, r, to, rank)),
  );
}
