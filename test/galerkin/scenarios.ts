import type { Scenario } from '../../src/contracts.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';
import { merged, type Overrides } from '../small-scenario.ts';

/** Every kind of space, on few random particles: the laws must not need a good fit. */
const random = (name: string, x: number, v: number, over: Overrides): Overrides => ({
  name,
  equation: { dimensions: { x, v }, gamma: 0, strength: 0.5, kappa: { kind: 'constant' } },
  ...(x > 0 && { domain: { x: { kind: 'periodic', length: 5 } } }),
  initial: { kind: 'maxwellians', components: [{ velocity: [0.3, -0.1, 0.2].slice(0, v), temperature: [1.4, 0.8, 0.6].slice(0, v) }] },
  particles: { sampling: 'random', count: 400 },
  time: { scheme: 'discrete-gradient', step: 0.02, end: 0.06, energyBound: 1 },
  output: { diagnostics: { every: 0.02 }, snapshots: { every: 0.06 }, checkpoint: { every: 0.06 } },
  ...over,
});

const wave = { space: { kind: 'cosine', amplitude: 0.4, mode: 1 } };
const component = (v: number, more: object): object => ({
  velocity: [0.3, -0.1, 0.2].slice(0, v),
  temperature: [1.4, 0.8, 0.6].slice(0, v),
  ...more,
});

const bases: Record<string, Overrides> = {
  '0X-2V': random('0X-2V', 0, 2, { score: { kind: 'galerkin', degree: 5, modes: 0 } }),
  '0X-3V, gamma -2': random('0X-3V', 0, 3, {
    equation: { dimensions: { x: 0, v: 3 }, gamma: -2, softening: 0.1, strength: 0.5 }, score: { kind: 'galerkin', degree: 3, modes: 0 },
  }),
  '1X-2V': random('1X-2V', 1, 2, {
    initial: { kind: 'maxwellians', components: [component(2, wave)] }, score: { kind: 'galerkin', degree: 3, modes: 2 },
    equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 0.5, kappa: { kind: 'gaussian', width: 0.8 } },
  }),
  '1X-3V': random('1X-3V', 1, 3, {
    initial: { kind: 'maxwellians', components: [component(3, wave)] },
    score: { kind: 'galerkin', degree: 2, modes: 1 },
  }),
  '2X-2V': random('2X-2V', 2, 2, {
    initial: { kind: 'maxwellians', components: [component(2, wave)] },
    score: { kind: 'galerkin', degree: 3, modes: 1 },
  }),
  '3X-3V in free space': random('3X-3V', 3, 3, {
    domain: { x: { kind: 'free' } },
    initial: { kind: 'maxwellians', components: [component(3, { space: { kind: 'gaussian', width: 1 } })] },
    score: { kind: 'galerkin', degree: 3, modes: 1 },
  }),
};

export const spaces = Object.keys(bases);

/** A small random run with one of the spaces. */
export const randomScenario = (space: string, over: Overrides = {}): Scenario => resolveScenario(merged(bases[space], over));

/** The small lattice run whose lattice is laid anew at t = 0.2. */
export const waveScenario = (over: Overrides = {}): Scenario =>
  resolveScenario(merged({
    name: 'wave',
    equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 1, kappa: { kind: 'gaussian', width: 0.8 } },
    domain: { x: { kind: 'periodic', length: 2 * Math.PI } },
    initial: { kind: 'maxwellians', components: [{ temperature: 1, space: { kind: 'cosine', amplitude: 0.3, mode: 1 } }] },
    particles: { sampling: 'lattice', position: { count: 6 }, velocity: { count: 12, halfWidth: 4.5 }, trim: 1e-7, remap: { every: 0.2 } },
    score: { kind: 'galerkin', degree: 4, modes: 2 },
    time: { scheme: 'discrete-gradient', step: 0.05, end: 0.3 },
    output: { diagnostics: { every: 0.1 }, snapshots: { every: 0.1 }, checkpoint: { every: 0.05 } },
  }, over));
