import { afterAll, describe, expect, test } from 'vitest';
import type { Column, CollisionPass, DensityPass, PairPass, ScorePass } from '../../src/contracts.ts';
import { outputs } from '../../src/parallel/columns.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { threadedSums } from '../../src/parallel/pair-work.ts';
import { openThreads } from '../../src/threads/worker-threads.ts';
import { plasma } from '../mesh/plasma.ts';

/** One block of pairs, many, fewer but longer ones; then fewer particles again, and none. */
const counts = [30, 700, 1003, 30, 0];
const p = plasma({ x: 1, v: 2, count: Math.max(...counts) });

const fields = p.columns(4);
for (const column of fields) for (let i = 0; i < p.count; i++) column[i] = p.random();
const [ratio, ...score] = fields;
const sources = { count: 0, revision: 0, z: p.z, source: p.weight, ratio };
const colliders = { count: 0, revision: 0, position: p.position, velocity: p.velocity, score: score.slice(0, 2), weight: p.weight };
const density: DensityPass = { kind: 'density', rows: sources, columns: sources, output: { sum: p.columns(1)[0] } };
const force: ScorePass = { kind: 'score', rows: sources, columns: sources, output: { force: p.columns(3), back: p.columns(1)[0] } };
const collisions: CollisionPass = { kind: 'collisions', rows: colliders, columns: colliders, output: { rate: p.columns(2) } };
const passes: readonly PairPass[] = [density, force, collisions];
const inputs: readonly Column[] = [...p.z, ...p.position, ...p.velocity, p.weight, ...fields];
const whole = inputs.map((column) => column.slice());

/** The first `count` particles, with zeros behind them. */
function lay(count: number): void {
  inputs.forEach((column, k) => {
    column.set(whole[k]);
    column.fill(0, count);
  });
}

describe.each([0, 2])('direct sums, as the number of particles changes within the capacity, with %i threads', (number) => {
  const threads = openThreads(number);
  afterAll(() => threads.close());
  const sums = threadedSums(p.spec, undefined, threads, p.arena);

  test.each(counts)('are those of %i particles, and zero behind them', async (count) => {
    lay(count);
    for (const points of [sources, colliders]) Object.assign(points, { count, revision: points.revision + 1 });
    for (const pass of passes) {
      for (const column of outputs(pass)) column.fill(NaN);
      await sums.run(pass);
      const found = outputs(pass).map((column) => column.slice());
      for (const column of outputs(pass)) column.fill(0);
      if (count > 0) loopKernels(p.spec).tile(pass, 0, p.capacity, 0, p.capacity);
      const exact = outputs(pass);
      found.forEach((column, k) => {
        expect(column.subarray(count).every((value) => value === 0)).toBe(true);
        // Sums of up to a thousand terms in another order: a thousand roundings of their largest.
        const largest = exact[k].subarray(0, count).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        for (let i = 0; i < count; i++) expect(Math.abs(column[i] - exact[k][i])).toBeLessThanOrEqual(1000 * 2 ** -52 * largest);
        if (count > 0) expect(largest).toBeGreaterThan(0);
      });
    }
  });
});
