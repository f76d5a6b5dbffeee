import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomStream } from '../src/math/random.ts';
import { packageRoot } from '../src/io/package-root.ts';
import { makeBasis, type Frame } from '../src/galerkin/basis.ts';
import { chooseBlockKernels, nativeBlockKernels } from '../src/galerkin/block-module.ts';
import { fieldSpace } from '../src/galerkin/fields.ts';
import { CoordinateFlow } from '../src/galerkin/flow.ts';
import { kappaModes, type KappaModes } from '../src/galerkin/kappa-modes.ts';
import { Passes } from '../src/galerkin/passes.ts';
import { polynomialRates } from '../src/galerkin/rates.ts';
import { threadedTeam } from '../src/galerkin/threaded-team.ts';
import { Arena } from '../src/state/arena.ts';
import { allocateParticles } from '../src/state/particles.ts';
import { callingThread } from '../src/threads/threads.ts';
import { processorSeconds } from './measure.ts';

/**
 * `node dist/benchmarks/galerkin.js [--particles N] [--cases TEXT]`: processor seconds of one core for a Galerkin score (moments, matrix,
 * factor, evaluation) and for collisions of gamma = 0, next to native C for the same moments. Random particles.
 */
const { values } = parseArgs({ options: { particles: { type: 'string', default: '1000000' }, cases: { type: 'string', default: '' } } });
const count = Number(values.particles);

const frame = (x: number, v: number): Frame => ({
  axes: Array.from({ length: x }, () => ({ kind: 'fourier', length: 2 * Math.PI })),
  centre: Array.from({ length: v }, () => 0), scale: Array.from({ length: v }, () => 1),
});

interface Case {
  readonly name: string;
  readonly x: number;
  readonly v: number;
  readonly order: number;
  readonly degreeOf: (order: number) => number;
  /** Waves and degree of the moments in the C program; 1X only. */
  readonly inC?: readonly [number, number];
}

const cases: Case[] = [
  { name: '1X-2V, 4 modes, degree 8', x: 1, v: 2, order: 4, degreeOf: () => 8, inC: [8, 16] },
  { name: '1X-3V, 4 modes, degree 6', x: 1, v: 3, order: 4, degreeOf: () => 6, inC: [8, 12] },
  { name: '3X-3V, degree + modes <= 4', x: 3, v: 3, order: 4, degreeOf: (order) => 4 - order },
];

const simd = await chooseBlockKernels(false);
/** Undefined where there is no compiler or no koffi. */
const native = await nativeBlockKernels(false).catch(() => undefined);
const folder = mkdtempSync(join(tmpdir(), 'moments-'));

/** Processor seconds, the least of three tries. */
async function least(work: () => Promise<void>): Promise<number> {
  const tries: number[] = [];
  for (let k = 0; k < 3; k++) tries.push(await processorSeconds(work));
  return Math.min(...tries);
}

/** Seconds of the C program, or undefined without a compiler. */
function nativeSeconds(v: number, waves: number, degree: number): number | undefined {
  try {
    const program = join(folder, `moments-${v}`);
    const source = join(packageRoot() ?? '.', 'benchmarks/native/moments.c');
    execFileSync('cc', ['-O3', '-march=native', '-ffast-math', `-DDV=${v}`, source, '-o', program, '-lm']);
    return Number(execFileSync(program, [String(count), String(waves), String(degree)], { encoding: 'utf8' }).split(' ')[0]);
  } catch {
    return undefined;
  }
}

process.stdout.write(`Node ${process.version}, ${cpus()[0].model.trim()}, one core, ${count} particles, block kernels ${simd.why}\n`);
process.stdout.write(
  'case                         fields  moments      score s  moments s  native: score s  moments s  C s   SIMD / native   C / native\n',
);
for (const { name, x, v, order, degreeOf, inC } of cases.filter(({ name }) => name.includes(values.cases))) {
  const arena = new Arena();
  const particles = allocateParticles(arena, count, { x, v });
  const next = randomStream(1, x + 2 * v);
  for (let i = 0; i < count; i++) {
    const u = next();
    for (let d = 0; d < x; d++) particles.position[d][i] = 2 * Math.PI * u[d];
    for (let d = 0; d < v; d++) particles.velocity[d][i] = Math.sqrt(-2 * Math.log(u[x + d])) * Math.cos(2 * Math.PI * u[x + v + d]);
    particles.weight[i] = 1 / count;
  }
  const basis = makeBasis(frame(x, v), order, degreeOf);
  const space = fieldSpace(basis, (k) => (k === 0 ? 3 : 0));
  const score = arena.columns(v, particles.capacity);
  /** Processor seconds of a score and of its moments with some block kernels, the least of three. */
  const measure = async (passes: Passes): Promise<{ whole: number; moments: number; functions: number }> => {
    const flow = new CoordinateFlow({ space, particles, passes, rates: async () => {}, strength: 1 });
    const y = flow.vector();
    const once = async (): Promise<void> => {
      if (!(await flow.rebase())) throw new Error('the functions are dependent on these particles');
      await flow.score(flow.origin, y);
      await flow.evaluate(flow.toCoefficients(y), score);
    };
    await once();
    const whole = await least(once);
    const moments = await least(() => passes.moments(flow.products.basis, flow.points).then(() => {}));
    return { whole, moments, functions: flow.products.basis.size };
  };
  const teamOf = (code: typeof simd.code): Passes => new Passes(threadedTeam(callingThread(), arena, code, 2 ** 22), arena);
  const passes = teamOf(simd.code), nativePasses = native && teamOf(native.code);
  const { whole, moments, functions } = await measure(passes);
  const here = nativePasses && (await measure(nativePasses));
  const c = inC && nativeSeconds(v, ...inC);
  const ratio = (over?: number, under?: number): string => (over && under ? (over / under).toFixed(2) : '');
  const seconds = (value?: number): string => value?.toFixed(3) ?? '';
  const cells: [string, number][] = [
    [String(space.size), 5], [String(functions), 9], [seconds(whole), 13], [seconds(moments), 11], [seconds(here?.whole), 17],
    [seconds(here?.moments), 11], [seconds(c), 8], [ratio(moments, here?.moments), 13], [ratio(c, here?.moments), 13],
  ];
  process.stdout.write(`${name.padEnd(30)}${cells.map(([text, width]) => text.padStart(width)).join('')}\n`);
  await collisions(name, kappaModes(basis.axes.length === 0 ? frame(1, v) : frame(x, v), { kind: 'gaussian', width: 0.8 }));

  async function collisions(which: string, modes: KappaModes): Promise<void> {
    // As in a run, where a step has them.
    const phase = particles.position.map((column) => {
      const [cosine, sine] = arena.columns(2, particles.capacity);
      for (let i = 0; i < count; i++) [cosine[i], sine[i]] = [Math.cos(column[i]), Math.sin(column[i])];
      return { cosine, sine };
    });
    const timed = async (by: Passes): Promise<string> => {
      const rates = polynomialRates(particles, by, modes);
      const rate = by.columns('rates measured', v, particles.capacity);
      const once = (): Promise<void> => rates(particles.velocity, score, rate, phase);
      await once();
      return `${(await least(once)).toFixed(3)} s`;
    };
    const [byC, bySimd] = [nativePasses ? `, native ${await timed(nativePasses)}` : '', await timed(passes)];
    const what = `collisions of gamma = 0, Gaussian kappa, ${modes.basis.size} functions of x (${which.slice(0, 5)})`;
    process.stdout.write(`  ${what}: SIMD ${bySimd}${byC}\n`);
  }
}
rmSync(folder, { recursive: true });
