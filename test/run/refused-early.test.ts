import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createTable } from '../../src/io/arrow-writer.ts';
import { snapshotColumns } from '../../src/io/columns.ts';
import { runStudy } from '../../src/study/study.ts';
import { Refusal } from '../../src/refusal.ts';
import { createEngine } from '../../src/run/engine.ts';
import { scenarioToYaml } from '../../src/scenario/scenario.ts';
import { initialParticles } from '../../src/run/simulate.ts';
import { Simulation } from '../../src/run/simulation.ts';
import { Arena } from '../../src/state/arena.ts';
import { leastBytes, requireMemory } from '../../src/state/memory.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';
import { call, start } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'refused-early-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sobol = (count: number): Overrides => ({ sampling: 'sobol', count, position: undefined, velocity: undefined, trim: undefined });
const maxwellian = (over: object): Overrides => ({ kind: 'maxwellians', components: [{ temperature: 1, ...over }] });
const begin = (over: Overrides) => initialParticles(dampingScenario(over), new Arena());

describe('refused by the loader', () => {
  test.each<[string, Overrides, RegExp]>([
    ['steps that round to nothing', { time: { step: 1e-320 } }, /time\.step: expected at least time\.end \/ 1e\+9 .* found 1e-320/],
    ['more steps than any run can take', { time: { step: 1e-10, end: 1 } }, /time\.step: .*more steps than any run can take/],
    ['a largest adaptive step that rounds to nothing', { time: { step: { adaptive: 1e-3, max: 1e-300 } } }, /time\.step: .* found 1e-300/],
    ['outputs that round to nothing', { output: { diagnostics: { every: 1e-300 } } }, /output\.diagnostics\.every: .* found 1e-300/],
    ['resets that round to nothing', { mollifier: { comoving: { reset: 1e-300 } } }, /mollifier\.comoving\.reset: .* found 1e-300/],
    [
      'a centre far outside its box', { initial: maxwellian({ space: { kind: 'gaussian', mean: 1e300, width: 1 } }) },
      /space\.mean: expected a centre at most 1000000 boxes/,
    ],
  ])('%s', (_, over, message) => {
    expect(() => dampingScenario(over)).toThrow(message);
  });

  test('a thousand million steps are not refused', () => {
    expect(dampingScenario({ time: { step: 1e-9, end: 1 } }).time.step).toBe(1e-9);
  });
});

describe('refused before work', () => {
  test.each([1e12, 1e150])('a mean speed of %d, whose square loses the thermal motion', (speed) => {
    expect(() => begin({ initial: maxwellian({ velocity: [speed, 0] }), particles: sobol(64) })).toThrow(
      /mean speed .* loses? the thermal motion; .*Galilean/,
    );
  });

  test('fast streams against each other have no mean speed, and are welcome', () => {
    const component = { temperature: 1, space: { kind: 'uniform' } };
    const components = [1e7, -1e7].map((speed) => ({ ...component, velocity: [speed, 0] }));
    expect(begin({ initial: { kind: 'maxwellians', components }, particles: sobol(64) }).count).toBe(64);
  });

  test.each([
    ['sobol', sobol(1e8)],
    ['random', { ...sobol(1e8), sampling: 'random' }],
    ['lattice', { position: { count: [100] }, velocity: { count: [1000, 1000], halfWidth: 4 }, trim: 0 }],
  ])('1e8 particles (%s): with the bytes they need and what can be had', (_, particles) => {
    expect(() => begin({ particles })).toThrow(
      /100000000 particles need at least 21600000000 bytes \(20\.1 GiB\).*use at most \d+ particles/,
    );
  });

  test.each([[0, 2], [1, 2], [3, 3]])('the least memory of a run is that of the leanest one (%dX-%dV)', async (x, v) => {
    const scenario = dampingScenario({
      equation: { dimensions: { x, v } },
      domain: x > 0 ? { x: { kind: 'periodic', length: 6 } } : undefined,
      initial: { kind: 'maxwellians', components: [{ temperature: 1 }] },
      particles: sobol(8000),
      mollifier: { kind: 'gaussian', width: x > 0 ? { position: 1, velocity: 0.5 } : { velocity: 0.5, position: undefined } },
      time: { scheme: 'euler' }, sums: { method: 'direct', moments: false },
    });
    const arena = new Arena();
    const engine = await createEngine(scenario, initialParticles(scenario, arena), arena, {
      threads: 0, backend: 'auto', reproducible: false,
    });
    new Simulation(scenario, engine);
    const least = leastBytes(8000, scenario);
    // Counters and the work area of the kernels come on top, some kilobytes.
    expect(arena.bytes).toBeGreaterThanOrEqual(least);
    expect(arena.bytes).toBeLessThan(1.05 * least);
  });

  test('by Galerkin score a run takes no more for each particle than the leanest does', async () => {
    const score = { kind: 'galerkin', degree: 3, modes: 1 };
    const scenario = (count: number) => dampingScenario({ particles: sobol(count), score });
    const bytes = async (count: number): Promise<number> => {
      const arena = new Arena();
      const engine = await createEngine(scenario(count), initialParticles(scenario(count), arena), arena, {
        threads: 0, backend: 'auto', reproducible: false,
      });
      const simulation = new Simulation(scenario(count), engine);
      await simulation.observe();
      await simulation.advance(0.05);
      return arena.bytes;
    };
    // From 128 blocks on the moments of blocks take the same; the order of particles for meshes, half a double each, is set aside too.
    const [few, many] = [1 << 15, 1 << 16];
    const each = ((await bytes(many)) - (await bytes(few))) / (many - few);
    const least = leastBytes(many, scenario(many)) / many;
    expect(each).toBeGreaterThanOrEqual(least);
    expect(each).toBeLessThan(1.05 * least);
  });

  test('memory that is just enough is enough', () => {
    const scenario = dampingScenario();
    expect(() => requireMemory(1000, scenario, leastBytes(1000, scenario))).not.toThrow();
    expect(() => requireMemory(1001, scenario, leastBytes(1000, scenario))).toThrow(Refusal);
  });

  test('memory that runs out on the way is refused with bytes and advice', () => {
    const arena = new Arena();
    expect(() => arena.vector(2 ** 30)).toThrow(/the run needs \d+ more bytes .*; use fewer particles/);
    expect(() => arena.vector(2 ** 30)).toThrow(Refusal);
  });

  test('a study of more than 2000 runs', async () => {
    const values = Array.from({ length: 1000 }, (_, i) => String(i));
    const variations = [{ path: 'seed', values }, { path: 'time.step', values }];
    const options = { out: join(folder, 'study'), jobs: 1, threads: 0, backend: 'auto', reproducible: false } as const;
    await expect(runStudy('unread.yaml', [], variations, options)).rejects.toThrow('this study has 1000000 runs; expected at most 2000');
  });

  test('more threads than eight for each core', async () => {
    const { code, err } = await call('run', 'unread.yaml', '--threads', String(8 * availableParallelism() + 1));
    expect(err).toMatch(/--threads: expected a whole number from 1 to \d+ \(8 for each/);
    expect(code).toBe(2);
  });
});

describe('particles of an Arrow file', () => {
  const good = { position_x: 1, velocity_x: 0.5, velocity_y: -0.5, weighting: 1 };
  /** Three rows, of which the second and third are `changed`. */
  const from = (changed: Partial<typeof good> & { time?: number }) => {
    const file = join(folder, 'particles.arrow');
    rmSync(file, { force: true });
    const rows = [
      { time: 0, ...good }, { time: 0, ...good, velocity_x: -0.7, ...changed }, { time: 0, ...good, velocity_y: 0.9, ...changed },
    ];
    const table = createTable(file, snapshotColumns({ x: 1, v: 2 }).filter(({ name }) => name in rows[0]), {});
    table.append(Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name as keyof typeof row])])));
    table.close();
    return begin({ initial: { kind: 'arrow', file }, particles: undefined });
  };

  test('are all taken when they are sound, wherever the box puts them', () => {
    const particles = from({ position_x: 1 + 5 * 2 * Math.PI });
    expect(particles.count).toBe(3);
    expect(particles.position[0][1]).toBeCloseTo(1, 12);
  });

  test.each([
    [{ weighting: -1 }, 'row 1, counted from 0, has the weighting -1; expected a finite number > 0 (and 1 rows more)'],
    [{ weighting: 0 }, 'row 1, counted from 0, has the weighting 0'],
    [{ weighting: NaN }, 'row 1, counted from 0, has the weighting NaN'],
    [{ weighting: Infinity }, 'has the weighting Infinity'],
    [{ velocity_y: NaN }, 'has the velocity_y NaN; expected a finite number'],
    [{ position_x: 1e300 }, 'has the position_x 1e+300; expected a position at most 1000000 boxes'],
    [{ time: NaN }, 'has the time NaN; expected a finite number'],
  ])('with %o are refused, with the row', (changed, message) => {
    expect(() => from(changed)).toThrow(message);
  });
});

test('SIGTERM ends a run that is setting up without a break: nothing was begun, nothing is left', async () => {
  const out = join(folder, 'busy');
  const scenario = join(folder, 'busy.yaml');
  // A hundred million cells to look at, of which few are kept; the note comes just before.
  const lattice = { position: { count: [100] }, velocity: { count: [1000, 1000], halfWidth: 400 }, trim: 0.5 };
  writeFileSync(scenario, scenarioToYaml(dampingScenario({ particles: lattice, score: 'one-sided' })));
  const { child, ended } = start(['run', scenario, '--out', out, '--threads', '1']);
  await once(child.stderr!, 'data');
  await pause(500);
  child.kill('SIGTERM');
  const { code } = await ended;
  expect(code).toBe(null);
  expect(child.signalCode).toBe('SIGTERM');
  expect(existsSync(out)).toBe(false);
});
