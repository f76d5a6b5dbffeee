import type { Scenario } from '../src/contracts.ts';
import { resolveScenario } from '../src/scenario/scenario.ts';

/** A wave in a periodic box with the defaults of everything that a user need not say, and the grid that judges it. */
export interface WaveCase {
  readonly name: string;
  readonly scenario: Scenario;
  readonly times: readonly number[];
  /** The grid of the reference: points along x and v; its error is measured as well. */
  readonly grid: { readonly positionPoints: number; readonly velocityPoints: number; readonly kappa?: (r: number) => number };
}

interface Words {
  readonly gamma: number;
  readonly softening?: number;
  readonly strength?: number;
  readonly kappa: object;
  readonly k: number;
  readonly initial: object;
  readonly counts: { readonly x: number; readonly v: readonly number[] };
  readonly halfWidth: readonly number[];
  readonly end?: number;
}

export function scenario({ gamma, softening = 0, strength = 1, kappa, k, initial, counts, halfWidth, end = 2 }: Words): Scenario {
  return resolveScenario({
    name: 'wave',
    equation: { dimensions: { x: 1, v: counts.v.length }, gamma, softening, strength, kappa },
    domain: { x: { kind: 'periodic', length: [(2 * Math.PI) / k] } },
    initial,
    particles: { sampling: 'lattice', position: { count: counts.x }, velocity: { count: counts.v, halfWidth } },
    time: { step: 0.01, end },
    output: { diagnostics: { every: 0.5 }, snapshots: { every: end } },
  });
}

/** A Maxwellian times 1 + amplitude cos(k x). */
export const part = (mass: number, velocity: readonly number[], temperature: readonly number[], amplitude: number): object =>
  ({ mass, velocity, temperature, space: { kind: 'cosine', amplitude, mode: 1 } });
export const maxwellians = (...components: object[]): object => ({ kind: 'maxwellians', components });
export const wave = (temperature: readonly number[], amplitude: number): object =>
  maxwellians(part(1, temperature.map(() => 0), temperature, amplitude));

/** A Maxwellian whose density, flow along x and temperature are formulas in x. */
export const profiles = (density: string, flow: string | number, temperature: string | number): object =>
  ({ kind: 'profiles', mass: 1, components: [{ density, velocity: [flow, 0], temperature: [temperature, temperature] }] });

/** When particles and grid are compared. */
export const long = [0.5, 1, 2];
export const short = [0.5, 1];
export const fine = { positionPoints: 24, velocityPoints: 32 };
