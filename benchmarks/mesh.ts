import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import seedrandom from 'seedrandom';
import type { CollisionPass, DensityPass, KernelSpec, ScorePass } from '../src/contracts.ts';
import { createMeshSums, type MeshReport } from '../src/mesh/mesh-sums.ts';
import { crossing, errorOf, evaluation, meshFigure, type MeshLine, type Timing } from './mesh-figure.ts';
import { inlineSums } from '../src/parallel/pair-sums.ts';
import { randomBatchSums } from '../src/parallel/random-batch.ts';
import { compileKernels, simdKernels } from '../src/parallel/simd.ts';
import { gaussianMollifier } from '../src/physics/mollifier.ts';
import { Arena, padded } from '../src/state/arena.ts';
import { openThreads } from '../src/threads/worker-threads.ts';
import { processorSeconds } from './measure.ts';

/**
 * Time and error of direct, mesh and random-batch sums against N:
 * node dist/benchmarks/mesh.js [--dimensions 1x3v] [--counts 1000,10000] [--gamma -2] [--threads 2] [--tolerance 1e-3]
 * [--json FILE] [--svg FILE] [--from FILE,...]
 * --from takes the lines that earlier runs wrote with --json instead of measuring; --svg draws the figure.
 * Seconds are processor seconds of all threads (steady on a shared machine) and, in brackets, seconds on the wall.
 * Direct sums beyond 20000 particles are extrapolated with N^2 and say so. Particles as in the measurements behind the
 * choice of mesh: anisotropic Maxwellian T = (1.5, 1, 0.8), 1 + 0.5 cos x, unequal weights, Gaussian kappa 0.8.
 */
const { values } = parseArgs({
  options: {
    dimensions: { type: 'string', default: '0x3v,1x2v,1x3v' }, counts: { type: 'string', default: '1000,3000,10000,30000,100000' },
    gamma: { type: 'string', default: '-2' }, threads: { type: 'string', default: '2' },
    tolerance: { type: 'string', default: '1e-3' }, json: { type: 'string' }, svg: { type: 'string' }, from: { type: 'string' },
  },
});

const mostDirect = 20_000;
const boxLength = 2 * Math.PI;

async function timed(work: () => Promise<void>): Promise<Timing> {
  const start = performance.now();
  const processor = await processorSeconds(work);
  return { processor, wall: (performance.now() - start) / 1000 };
}

/** Particles and passes; widths shrink with N as an optimal mollifier's do. */
function particles(x: number, v: number, count: number, gamma: number) {
  const arena = new Arena();
  const random = seedrandom(`benchmark ${x} ${v} ${count}`);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const columns = (n: number) => (n === 0 ? [] : arena.columns(n, padded(count)));
  const [position, velocity, z, force, score, rate] = [columns(x), columns(v), columns(x + v), columns(x + v), columns(v), columns(v)];
  const [weight, sum, ratio, back] = columns(4);
  const shrink = (count / 1e5) ** -0.1;
  const scale = [
    ...position.map(() => gaussianMollifier.scale(0.4 * shrink)), ...velocity.map(() => gaussianMollifier.scale(0.35 * shrink)),
  ];
  for (let i = 0; i < count; i++) {
    for (const column of position) {
      do column[i] = boxLength * random();
      while (1.5 * random() > 1 + 0.5 * Math.cos(column[i]));
    }
    velocity.forEach((column, a) => (column[i] = Math.sqrt([1.5, 1, 0.8][a]) * normal()));
    weight[i] = (0.5 + random()) / count;
    [...position, ...velocity].forEach((column, d) => (z[d][i] = scale[d] * column[i]));
  }
  const spec: KernelSpec = {
    dimensions: { x, v }, gamma, softening: 0, kappa: { kind: 'gaussian', width: 0.8 }, score: 'two-sided',
    period: position.map(() => boxLength), blobPeriod: position.map((_, d) => boxLength * scale[d]),
  };
  const sources = { count, revision: 0, z, source: weight, ratio };
  const colliders = { count, revision: 0, position, velocity, score, weight };
  const density: DensityPass = { kind: 'density', rows: sources, columns: sources, output: { sum } };
  const blob: ScorePass = { kind: 'score', rows: sources, columns: sources, output: { force, back } };
  const collisions: CollisionPass = { kind: 'collisions', rows: colliders, columns: colliders, output: { rate } };
  const finish = {
    ratio: (): void => sum.forEach((value, i) => (ratio[i] = value > 0 ? weight[i] / value : 0)),
    score: (): void =>
      score.forEach((column, a) =>
        column.forEach((_, i) => (column[i] = i < count ? (2 * Math.LN2 * scale[x + a] * force[x + a][i]) / weight[i] : 0)),
      ),
  };
  return { arena, spec, density, blob, collisions, finish };
}

async function measure(x: number, v: number, count: number, gamma: number): Promise<MeshLine> {
  const p = particles(x, v, count, gamma);
  const threads = Number(values.threads);
  const compiled = await compileKernels(p.spec, 'fastest');
  const kernels = simdKernels(compiled, p.arena.memory, p.arena.vector(compiled.workLength));
  const workers = openThreads(threads > 1 ? threads : 0);
  const sums = createMeshSums(p.spec, padded(count), p.arena, { kernels, tolerance: Number(values.tolerance), threads: workers });
  const evaluateBlob = async (density = sums.blob.density, score = sums.blob.score): Promise<void> => {
    await density(p.density);
    p.finish.ratio();
    await score(p.blob);
  };
  try {
    // The first evaluation chooses and checks the mesh and warms the code; the second is timed.
    await evaluateBlob();
    p.finish.score();
    await sums.collisions.collisions(p.collisions);
    const mesh = {
      blob: await timed(() => evaluateBlob()),
      collisions: await timed(() => sums.collisions.collisions(p.collisions)),
      report: sums.report(),
    };
    const exact = p.collisions.output.rate.map((column) => column.slice());

    const batches: MeshLine['batches'][number][] = [];
    for (const batch of [256, 1024]) {
      if (batch > count) continue;
      const random = randomBatchSums(p.spec, kernels, p.arena, { batch, seed: 1 });
      await random.collisions(p.collisions);
      const collisions = await timed(() => random.collisions(p.collisions));
      let [difference, norm] = [0, 0];
      exact.forEach((column, a) =>
        column.forEach((value, i) => ((difference += (value - p.collisions.output.rate[a][i]) ** 2), (norm += value ** 2))),
      );
      batches.push({ batch, collisions, error: Math.sqrt(difference / norm) });
    }
    const extrapolated = count > mostDirect;
    const some = extrapolated ? particles(x, v, mostDirect, gamma) : p;
    const direct = inlineSums(
      extrapolated ? simdKernels(compiled, some.arena.memory, some.arena.vector(compiled.workLength)) : kernels,
      some.arena,
    );
    await direct.run(some.density);
    const factor = extrapolated ? (count / mostDirect) ** 2 : 1;
    const scaled = ({ processor, wall }: Timing): Timing => ({ processor: factor * processor, wall: factor * wall });
    const blob = await timed(async () => {
      await direct.run(some.density);
      await direct.run(some.blob);
    });
    const collisions = await timed(() => direct.run(some.collisions));
    return {
      dimensions: `${x}X-${v}V`, count, gamma, mesh, batches, direct: { blob: scaled(blob), collisions: scaled(collisions), extrapolated },
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await workers.close();
  }
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const seconds = ({ processor, wall }: Timing, extrapolated = false): string =>
  `${extrapolated ? '~' : ''}${processor.toPrecision(2)} (${wall.toPrecision(2)})`;
const nodes = (report: MeshReport): string => `${report.blob?.nodes.join('x')} / ${report.collisions?.nodes.join('x')}`;

interface Stored {
  readonly node: string;
  readonly processor: string;
  readonly threads: number;
  readonly tolerance: number;
  /** Load of the machine over the last minute when the lines were taken, before this program added its own. */
  readonly load: number;
  readonly lines: readonly MeshLine[];
}

async function taken(): Promise<Stored> {
  const load = loadavg()[0];
  const lines: MeshLine[] = [];
  for (const dimensions of values.dimensions.split(',')) {
    const [x, v] = dimensions.split(/\D+/).map(Number);
    for (const count of values.counts.split(',').map(Number)) {
      lines.push(await measure(x, v, count, Number(values.gamma)));
      process.stderr.write(`${dimensions} ${count}\n`);
    }
  }
  return {
    node: process.version, processor: cpus()[0].model.trim(), threads: Number(values.threads), tolerance: Number(values.tolerance),
    load, lines,
  };
}

const stored = values.from ? values.from.split(',').map((file) => JSON.parse(readFileSync(file, 'utf8')) as Stored) : [await taken()];
const { node, processor, threads, tolerance } = stored[0];
const load = stored.map((part) => part.load.toFixed(1)).join(', ');
const lines = stored
  .flatMap((part) => part.lines)
  .sort((a, b) => (a.dimensions === b.dimensions ? a.count - b.count : a.dimensions < b.dimensions ? -1 : 1));
const setting = `${threads} threads, tolerance ${tolerance}, gamma ${lines[0].gamma}`;
const caption = `Node ${node}, ${processor}, ${setting}; load of the machine ${load}`;
process.stdout.write(`${caption}; processor seconds (wall seconds)\n\n`);
const head = [
  '', 'N', 'direct density+score', 'mesh', 'direct collisions', 'mesh', 'batch 256: s, error', 'batch 1024',
  'mesh error score, rate', 'nodes', 'peak MB',
];
process.stdout.write(`${row(head)}\n${row(head.map(() => '---'))}\n`);
for (const line of lines) {
  const { direct, mesh, batches } = line;
  const batch = (size: number): string =>
    batches
      .filter((entry) => entry.batch === size)
      .map(({ collisions, error }) => `${seconds(collisions)}, ${error.toPrecision(2)}`)
      .join('');
  process.stdout.write(
    `${row([
      line.dimensions, String(line.count), seconds(direct.blob, direct.extrapolated), seconds(mesh.blob),
      seconds(direct.collisions, direct.extrapolated), seconds(mesh.collisions), batch(256), batch(1024),
      `${errorOf(mesh.report, 'score').toExponential(1)}, ${errorOf(mesh.report, 'collisions').toExponential(1)}`,
      nodes(mesh.report), line.peakMegabytes.toFixed(0),
    ])}\n`,
  );
}
process.stdout.write('\n');
for (const name of new Set(lines.map(({ dimensions }) => dimensions))) {
  const group = lines.filter(({ dimensions }) => dimensions === name);
  const crossover = crossing(group.map((line) => evaluation(line, 'direct')), group.map((line) => evaluation(line, 'mesh')));
  process.stdout.write(
    `${name}: the mesh takes less time from N = ${Number.isFinite(crossover) ? Number(crossover.toPrecision(2)) : 'outside of these N'}\n`,
  );
}
if (values.svg) writeFileSync(values.svg, meshFigure(lines, caption));
if (values.json) {
  writeFileSync(values.json, `${JSON.stringify({ node, processor, threads, tolerance, load: stored[0].load, lines }, null, 1)}\n`);
}
