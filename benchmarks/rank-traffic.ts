/**
 * What ranks tell each other in one step of the Euler scheme with Galerkin score and collisions by moments: by the formula of
 * docs/cluster.md, and measured. Runs a scenario for one step and for two, and takes the difference of what the first rank counted.
 *   mpirun -n 3 node dist/src/cli/main.js run SCENARIO --set time.scheme=euler --set time.end=ONE-STEP --out one
 *   mpirun -n 3 node dist/src/cli/main.js run SCENARIO --set time.scheme=euler --set time.end=TWO-STEPS --out two
 *   npx tsx benchmarks/rank-traffic.ts SCENARIO 3 one two
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf, settingsOf } from '../src/galerkin/settings.ts';
import { kappaModes } from '../src/galerkin/kappa-modes.ts';
import { fieldCount } from '../src/galerkin/polynomial-collisions.ts';
import { productTables } from '../src/galerkin/products.ts';
import { partLength, shareUnit } from '../src/math/sum.ts';
import { alone } from '../src/ranks/alone.ts';
import { shareOut } from '../src/ranks/share.ts';
import { subtrees } from '../src/ranks/tree.ts';
import { loadScenario } from '../src/scenario/scenario.ts';
import { boxLength } from '../src/state/box.ts';

const [file, ranksText, ...folders] = process.argv.slice(2);
const scenario = loadScenario(file);
const { score, particles, equation: { dimensions: { v: d }, kappa } } = scenario;
if (typeof score !== 'object' || score.degree === 'auto' || score.modes === 'auto' || particles.sampling === 'lattice') {
  throw new Error('a scenario with a fixed degree and modes, and a number of particles');
}
const size = Number(ranksText);
const frame = {
  axes: (boxLength(scenario) ?? []).map((length) => ({ kind: 'fourier' as const, length })),
  centre: Array.from({ length: d }, () => 0), scale: Array.from({ length: d }, () => 1),
};
const space = fieldsOf(frame, settingsOf(scenario, score.degree, score.modes));
/** Numbers of each sum over particles, in the order of a step: two lanes of each moment. */
const sums = {
  'moments of products': 2 * productTables(space.basis).basis.size,
  'moments of inverse Jacobians': 2 * d * d * space.derivatives.size,
  'moments of collision fields': 2 * fieldCount(d) * kappaModes(frame, kappa).basis.size,
  'projected rates': 2 * d * space.basis.size,
  'determinants': 3 * 3,
};
const { count } = particles as { count: number };
const share = shareOut({ ...alone, size }, count, shareUnit(count));
const trees = share.bounds.slice(1).map((end, r) =>
  subtrees(share.bounds[r] / partLength(count), Math.ceil(end / partLength(count)), () => 0, () => 0).length);
const all = trees.reduce((a, b) => a + b);
const [sent, got] = Object.values(sums).reduce(([out, into], n) => {
  const slice = size <= 2 || n <= 256 ? n : n / size;
  const told = slice < n ? slice : 0;
  return [out + trees[0] * n + told, into + all * slice + (told > 0 ? n : 0)];
}, [0, 0]);
const kilobytes = (numbers: number): string => `${((8 * numbers) / 1000).toFixed(1)} kB`;
const firstOnes = trees.slice(0, 8).join(', ');
console.log(`${count} particles on ${size} ranks, ${space.size} functions; whole subtrees of the first ones: ${firstOnes}`);
for (const [name, n] of Object.entries(sums)) console.log(`  ${name}: ${n} numbers`);
console.log(`by the formula: the first rank sends ${kilobytes(sent)} and gets ${kilobytes(got)} in a step`);
if (folders.length === 2) {
  const counted = folders.map((folder) => {
    const last = readFileSync(join(folder, 'log.jsonl'), 'utf8').trim().split('\n').at(-1)!;
    return (JSON.parse(last) as { traffic: { sent: number; received: number; calls: number } }).traffic;
  });
  const [one, two] = counted;
  const [told, heard] = [kilobytes((two.sent - one.sent) / 8), kilobytes((two.received - one.received) / 8)];
  console.log(`measured: ${told} and ${heard}, ${two.calls - one.calls} calls`);
}
