import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkScenario } from '../../src/run/check.ts';
import { createEngine } from '../../src/run/engine.ts';
import { smaller } from '../../src/run/trial.ts';
import { initialParticles } from '../../src/run/simulate.ts';
import { Simulation } from '../../src/run/simulation.ts';
import { Arena } from '../../src/state/arena.ts';
import { expectedCount } from '../../src/state/expected-count.ts';
import { dampingScenario, type Overrides } from '../small-scenario.ts';
import { call } from './program.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(folder, { recursive: true }));
const options = { threads: 0, backend: 'auto', reproducible: false } as const;
const sobol = (count: number): Overrides => ({ sampling: 'sobol', count, position: undefined, velocity: undefined, trim: undefined });

describe('check', () => {
  test('says of a small run what it will be: particles, bytes, step, outputs, score and sums are those of the run', async () => {
    const velocity = { count: [12, 12], halfWidth: 4 };
    const scenario = dampingScenario({ score: 'auto', time: { step: 0.04, end: 0.2 }, particles: { velocity } });
    const found = await checkScenario(scenario, options);
    const arena = new Arena();
    const particles = initialParticles(scenario, arena);
    const engine = await createEngine(scenario, particles, arena, options);
    const simulation = new Simulation(scenario, engine);
    await simulation.observe();
    while (simulation.progress.time < 0.2) await simulation.advance(0.2);
    expect(found.particles).toEqual({ count: particles.count, exact: true });
    expect(found.bytes).toBe(arena.bytes);
    expect(found.time).toEqual({ step: 0.04, end: 0.2, steps: simulation.progress.iteration });
    expect(found.outputs).toEqual({ rows: 3, snapshots: 3 });
    const { score, degree, modes, collisions } = engine.collisions.report();
    expect(found.chosen.collisions).toMatchObject({ score, degree, modes, collisions });
    expect(found.chosen.sums).toEqual(engine.sums.report());
    expect(found.seconds.total).toBeGreaterThan(0);
    // The wave of mode 1 turns by 2 pi between rows 2/3 apart in velocity after 2 pi / (2/3): its lattice recurs.
    expect(found.lattice!.recurs).toBeCloseTo(2 * Math.PI * 1.5, 10);
  });

  test('carries the memory of a larger run on from two smaller ones, to some per cent', async () => {
    // A blob of 3000 particles: pairs, so 512 and 1024 of them are tried.
    const time = { scheme: 'euler', step: 0.1, end: 0.1 };
    const scenario = dampingScenario({ particles: sobol(3000), sums: { method: 'direct' }, time });
    const found = await checkScenario(scenario, options, 1024);
    const arena = new Arena();
    const engine = await createEngine(scenario, initialParticles(scenario, arena), arena, options);
    new Simulation(scenario, engine);
    expect(found.particles).toEqual({ count: 3000, exact: true });
    expect(found.seconds.measuredWith).toBe(1024);
    // Work space of the first step comes on top of what an engine has.
    expect(found.bytes / arena.bytes).toBeGreaterThan(0.99);
    expect(found.bytes / arena.bytes).toBeLessThan(1.1);
    expect(found.mollifier!.overStructure[0]).toBeCloseTo(1.05, 12);
  });

  test('counts a large trimmed lattice by a sample of its cells, a small one exactly', () => {
    const lattice = (n: number): Overrides => ({ particles: { velocity: { count: [n, n], halfWidth: 6 }, position: { count: [24] } } });
    const count = (n: number) => expectedCount(dampingScenario(lattice(n)))!;
    const particles = (n: number) => initialParticles(dampingScenario(lattice(n)), new Arena()).count;
    expect(count(40)).toEqual({ count: particles(40), exact: true });
    const sampled = count(80);
    expect(sampled.exact).toBe(false);
    // A share p of 2^17 random cells: its standard error is below 1/sqrt(4 2^17) = 1.4e-3.
    expect(Math.abs(sampled.count / particles(80) - 1)).toBeLessThan(0.02);
  });

  test('a smaller lattice keeps the domain and the mollifier', () => {
    const scenario = dampingScenario({ mollifier: undefined, particles: { velocity: { count: [40, 40] } } });
    const { particles, mollifier } = smaller(scenario, 1200, 9600);
    expect(particles).toMatchObject({ position: { count: [4] }, velocity: { count: [20, 20], halfWidth: [4, 4] } });
    expect(mollifier.width).toEqual({ position: [0.9 * 2 * Math.PI / 6], velocity: 0.9 * 0.2 });
  });
});

describe('1e8 particles are refused before anything is written', () => {
  const lattice = '--set=particles={sampling: lattice, position: {count: 25}, velocity: {count: 2000, halfWidth: 5}, trim: 1.0e-8}';
  test.each([['check', '--set=particles={sampling: sobol, count: 100000000}'], ['run', lattice]])('%s', async (command, particles) => {
    const out = join(folder, 'none');
    const { code, err } = await call(command, 'scenarios/damping-1x2v.yaml', particles, ...(command === 'run' ? ['--out', out] : []));
    expect(code).toBe(2);
    expect(err).toMatch(/\d+ particles need at least \d+ bytes .*use at most \d+ particles/);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });
});
