import { afterAll, expect, test } from 'vitest';
import { askCopy, exampleUnder } from '../adding.ts';
import { temporaryFolder } from '../io/tables.ts';

/** docs/adding.md says that a pass over pairs is one file. Its example is added to a copy of the sources and played there. */

const folder = temporaryFolder();
afterAll(() => folder.remove());

const questions = `
import { compileKernels, simdKernels } from './src/parallel/simd.ts';
import { loopKernels } from './src/parallel/loops.ts';
import { inlineSums } from './src/parallel/pair-sums.ts';
import { pairText } from './src/parallel/native/pair-text.ts';
import { Arena } from './src/state/arena.ts';

const spec = {
  dimensions: { x: 0, v: 2 }, gamma: 0, softening: 0, kappa: { kind: 'constant' }, period: [], blobPeriod: [], score: 'two-sided',
};
const arena = new Arena();
const compiled = await compileKernels(spec, 'reproducible');
const kernels = { loops: loopKernels(spec), simd: simdKernels(compiled, arena.memory, arena.vector(compiled.workLength)) };
const [velocity, weight] = arena.columns(2, 8);
velocity.set([0, 1, 3]);
weight.set([1, 2, 4]);
const set = { count: 3, revision: 0, velocity: [velocity], weight };
const sums = {};
for (const [name, tiles] of Object.entries(kernels)) {
  const [speed] = arena.columns(1, 8);
  await inlineSums(tiles, arena).run({ kind: 'encounters', rows: set, columns: set, output: { speed } });
  sums[name] = [...speed.subarray(0, 3)];
}
console.log(JSON.stringify({ ...sums, c: pairText(spec, true, ['encounters']).includes('void encountersGather(') }));
`;

test('a pass over pairs is one file: the example of docs/adding.md has loops, checked SIMD kernels and C', () => {
  // sum_j w_j |v_i - v_j| at v = 0, 1, 3 with weights 1, 2, 4: small integers, so exact in any order.
  const speed = [2 * 1 + 4 * 3, 1 * 1 + 4 * 2, 1 * 3 + 2 * 2];
  const told = askCopy(folder.path('.'), { 'src/physics/pairs/encounters.ts': exampleUnder('A pass over pairs'), 'ask.ts': questions });
  expect(told).toEqual({ loops: speed, simd: speed, c: true });
});
