import { cpus } from 'node:os';
import { randomStream } from '../src/math/random.ts';
import { lowered, makeBasis, type Basis, type Frame } from '../src/galerkin/basis.ts';
import { openFunctions, type BlockCode } from '../src/galerkin/block-functions.ts';
import { chooseBlockKernels, nativeBlockKernels } from '../src/galerkin/block-module.ts';
import { compiledBench } from '../src/galerkin/compiled-bench.ts';
import { blockLength, type Points } from '../src/galerkin/points.ts';
import { productTables } from '../src/galerkin/products.ts';
import { Arena } from '../src/state/arena.ts';

/**
 * `node dist/benchmarks/blocks.js`: microseconds that the block kernels of the Galerkin score take for a block of 64 points, the least
 * of some thousand calls: moments of one column over the product basis, and evaluation of dv columns, tables included. A call is
 * so short that the least of many is undisturbed on a busy machine too.
 */
const frame = (x: number, v: number): Frame => ({
  axes: Array.from({ length: x }, () => ({ kind: 'fourier', length: 2 * Math.PI })),
  centre: Array.from({ length: v }, () => 0), scale: Array.from({ length: v }, () => 1),
});

const cases = [
  { name: '1X-2V, 4 modes, degree 8', basis: makeBasis(frame(1, 2), 4, () => 8) },
  { name: '1X-3V, 4 modes, degree 6', basis: makeBasis(frame(1, 3), 4, () => 6) },
  { name: '3X-3V, degree + modes <= 4', basis: makeBasis(frame(3, 3), 4, (order) => 4 - order) },
];
const calls = 6000;

function least(work: () => void): number {
  let best = Infinity;
  for (let call = 0; call < calls; call++) {
    const begun = process.hrtime.bigint();
    work();
    best = Math.min(best, Number(process.hrtime.bigint() - begun));
  }
  return best / 1000;
}

function measure(code: BlockCode, basis: Basis): { readonly moments: number; readonly evaluation: number } {
  const arena = new Arena();
  const next = randomStream(1, 1);
  const random = (length: number): Float64Array => {
    const values = arena.vector(length);
    for (let i = 0; i < length; i++) values[i] = 2 * next()[0] - 1;
    return values;
  };
  const bench = compiledBench(openFunctions(code, arena.memory), arena.vector(2 ** 22));
  const position = basis.axes.map(() => random(blockLength)), velocity = basis.centre.map(() => random(blockLength));
  const phase = position.map((x) => {
    const [cosine, sine] = [arena.vector(blockLength), arena.vector(blockLength)];
    x.forEach((at, i) => ([cosine[i], sine[i]] = [Math.cos(at), Math.sin(at)]));
    return { cosine, sine };
  });
  const points: Points = { position, velocity, phase };
  const large = productTables(basis).basis;
  const partial = arena.vector(2 * large.size), column = random(blockLength);
  const coefficients = random(velocity.length * basis.size), out = bench.values(velocity.length);
  const tablesOf = (which: Basis) => {
    const tables = bench.tables(which);
    tables.load(points, 0, blockLength);
    return tables;
  };
  return {
    moments: least(() => bench.kernels.addMoments(tablesOf(large), lowered(large, 0), column, 1, partial)),
    evaluation: least(() => bench.kernels.evaluate(tablesOf(basis), lowered(basis, 0), coefficients, velocity.length, out)),
  };
}

const { code: simd } = await chooseBlockKernels(false);
/** Undefined where there is no compiler or no koffi. */
const native = await nativeBlockKernels(false).then(({ code }) => code, () => undefined);
process.stdout.write(`Node ${process.version}, ${cpus()[0].model.trim()}, microseconds a block of ${blockLength} points\n`);
for (const { name, basis } of cases) {
  const [bySimd, byNative] = [simd, native].map((code) => code && measure(code, basis));
  const times = [bySimd?.moments, byNative?.moments, bySimd?.evaluation, byNative?.evaluation];
  const line = times.map((time) => (time?.toFixed(2) ?? '').padStart(9));
  process.stdout.write(`${name.padEnd(28)} moments: SIMD ${line[0]} native ${line[1]}   evaluation: SIMD ${line[2]} native ${line[3]}\n`);
}
