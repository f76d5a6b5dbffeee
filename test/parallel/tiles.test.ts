import { describe, expect, test } from 'vitest';
import { playTiles, schedule, tileAt, tileCells, type Tile } from '../../src/parallel/tiles.ts';
import { firstCell, stop } from '../../src/threads/cells.ts';

const tilesOf = (capacity: number): Tile[] => {
  const plan = schedule(capacity);
  return Array.from({ length: plan.tiles }, (_, index) => tileAt(plan, index));
};
/** One block, two, odd and even numbers of blocks, a last block that is short, long blocks. */
const capacities = [8, 32, 64, 72, 96, 320, 768, 776, 1000, 6144, 10_000];

describe.each(capacities)('the schedule of %i entries', (capacity) => {
  const plan = schedule(capacity);
  const tiles = tilesOf(capacity);

  test('has blocks of a multiple of 8 that cover the column and no more', () => {
    expect(plan.blockLength % 8).toBe(0);
    expect(plan.blocks * plan.blockLength).toBeGreaterThanOrEqual(capacity);
    expect((plan.blocks - 1) * plan.blockLength).toBeLessThan(capacity);
  });

  test('meets each pair of blocks once, and each block itself once, on the diagonal', () => {
    const met = new Map<string, number>();
    for (const { round, first, second } of tiles) {
      expect(first).toBeLessThanOrEqual(second);
      expect(second).toBeLessThan(plan.blocks);
      // Off the diagonal a block beside itself sits the round out.
      if (round === 0 || first !== second) met.set(`${first} ${second}`, (met.get(`${first} ${second}`) ?? 0) + 1);
    }
    expect(met.size).toBe((plan.blocks * (plan.blocks + 1)) / 2);
    expect([...met.values()].every((times) => times === 1)).toBe(true);
  });

  test('lets every block take part in every round, once: rounds can run side by side, and contributions come in order', () => {
    const rounds = Math.max(...tiles.map(({ round }) => round)) + 1;
    for (let round = 0; round < rounds; round++) {
      const blocks = tiles
        .filter((tile) => tile.round === round)
        .flatMap(({ first, second }) => (first === second ? [first] : [first, second]));
      expect(blocks.sort((a, b) => a - b)).toEqual(Array.from({ length: plan.blocks }, (_, block) => block));
    }
    // Tiles are numbered round by round: who waits, waits for lower numbers.
    expect(tiles.map(({ round }) => round)).toEqual(tiles.map(({ round }) => round).sort((a, b) => a - b));
  });

  test('played out, it visits every pair of entries once', () => {
    const pairs = Array.from({ length: capacity / 8 }, () => new Uint8Array(capacity / 8));
    playTiles(plan, new Int32Array(new SharedArrayBuffer(4 * tileCells(plan))), (i0, i1, j0, j1) => {
      expect(i1 <= capacity && j1 <= capacity).toBe(true);
      for (let i = i0; i < i1; i += 8) for (let j = i0 === j0 ? i : j0; j < j1; j += 8) pairs[Math.min(i, j) / 8][Math.max(i, j) / 8]++;
    });
    expect(pairs.every((row, i) => row.every((visits, j) => visits === (j < i ? 0 : 1)))).toBe(true);
  });
});

test('a stopped schedule plays no tile that would have to wait', () => {
  const plan = schedule(320);
  const counters = new Int32Array(new SharedArrayBuffer(4 * tileCells(plan)));
  stop(counters);
  // The diagonal is taken by a thread that never comes back: block 0 has played no round.
  counters[firstCell] = plan.blocks;
  let played = 0;
  playTiles(plan, counters, () => played++);
  expect(played).toBe(0);
});
