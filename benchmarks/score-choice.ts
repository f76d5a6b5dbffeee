import { parseArgs } from 'node:util';
import type { Scenario } from '../src/contracts.ts';
import { Refusal } from '../src/refusal.ts';
import { gridSolve } from '../src/reference/grid.ts';
import { simulate } from '../src/run/simulate.ts';
import { resolveScenario } from '../src/scenario/scenario.ts';

/**
 * Scores of several degrees, and the blob, on data that no default was chosen on: the table of docs/galerkin.md, "Choice by
 * measurement". `npx tsx benchmarks/score-choice.ts [NAME...]`; a minute of processor time a name.
 */

interface Case {
  readonly gamma: number;
  readonly softening?: number;
  readonly initial: object;
  readonly halfWidth: number;
}

const beams = (temperature: number | readonly number[], ...velocities: readonly (readonly number[])[]): object =>
  ({ kind: 'maxwellians', components: velocities.map((velocity) => ({ mass: 1 / velocities.length, velocity, temperature })) });
const formula = (density: string, parameters: object): object => ({ kind: 'formula', mass: 1, parameters, density });
const ring = (speed: number, width: number): object =>
  formula('exp(-(v_x^2 + v_y^2 - speed^2)^2 / (8*speed^2*width^2))', { speed, width });

const cases: Readonly<Record<string, Case>> = {
  'small ring': { gamma: -2, initial: ring(1.5, 0.45), halfWidth: 4.5 },
  ring: { gamma: 0, initial: ring(2.5, 0.5), halfWidth: 5.5 },
  'flat top': { gamma: 0, initial: formula('exp(-((v_x^2 + v_y^2)/r^2)^2)', { r: 1.8 }), halfWidth: 3.2 },
  'two temperatures': { gamma: -3, softening: 0.1, initial: beams([2, 0.4], [0, 0]), halfWidth: 6 },
  'far beams': { gamma: -2, initial: beams(0.4, [1.5, 0], [-1.5, 0]), halfWidth: 5 },
  'near beams': { gamma: -3, softening: 0.05, initial: beams(0.6, [1.1, 0.3], [-1.1, -0.3]), halfWidth: 5 },
  bump: {
    gamma: 0, halfWidth: 5.5,
    initial: {
      kind: 'maxwellians',
      components: [{ mass: 0.9, velocity: [-0.3, 0], temperature: 1 }, { mass: 0.1, velocity: [2.7, 0], temperature: 0.4 }],
    },
  },
  'three beams': { gamma: -2, initial: beams(0.35, [1.2, 0], [-0.6, 1], [-0.6, -1]), halfWidth: 4.5 },
};

const end = 1, every = 0.25;

const scenarioOf = ({ gamma, softening = 0, initial, halfWidth }: Case, score: unknown): Scenario => resolveScenario({
  name: 'choice', equation: { dimensions: { x: 0, v: 2 }, gamma, softening, strength: gamma === 0 ? 0.25 : 1 }, initial, score,
  particles: { sampling: 'lattice', velocity: { count: 38, halfWidth } },
  time: { step: 0.025, end, scheme: 'discrete-gradient' }, output: { diagnostics: { every } },
});

type Row = Readonly<Record<string, number>>;
const compared = ['temperature_xx', 'temperature_xy', 'entropy', 'fisher_v'];

/** Largest differences over the output times after t = 0. */
async function errorsOf(scenario: Scenario, wanted: readonly Row[]): Promise<string> {
  const worst = compared.map(() => 0);
  try {
    for await (const { diagnostics } of simulate(scenario, { threads: 0 })) {
      const row = wanted.find(({ time }) => time > 0 && Math.abs(time - diagnostics.time) < every / 10);
      if (row) compared.forEach((name, k) => (worst[k] = Math.max(worst[k], Math.abs(diagnostics[name] - row[name]))));
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.message;
  }
  return compared.map((name, k) => `${name} ${worst[k].toExponential(1)}`).join('; ');
}

const { positionals } = parseArgs({ allowPositionals: true });
for (const [name, one] of Object.entries(cases)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const wanted: Row[] = [];
  for await (const { time, diagnostics } of gridSolve(scenarioOf(one, 'auto'), { velocityPoints: 48, velocityHalfWidth: 8 })) {
    wanted.push({ ...diagnostics, time });
  }
  for (const degree of [6, 10, 14]) {
    console.log(`${name}, degree ${degree}: ${await errorsOf(scenarioOf(one, { kind: 'galerkin', degree, modes: 0 }), wanted)}`);
  }
  console.log(`${name}, blob: ${await errorsOf(scenarioOf(one, 'particle-sum'), wanted)}`);
}
