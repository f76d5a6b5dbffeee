import type { InitialData, KappaChoice, MaxwellianComponent, Scenario, SpaceProfile } from '../../src/contracts.ts';

/** A component with defaults: unit mass, at rest, temperature 1, uniform. */
export function component(change: Partial<MaxwellianComponent>): MaxwellianComponent {
  return { mass: 1, velocity: [0, 0], temperature: (change.velocity ?? [0, 0]).map(() => 1), space: { kind: 'uniform' }, ...change };
}

export function cosine(amplitude: readonly number[], mode: readonly number[]): SpaceProfile {
  return { kind: 'cosine', amplitude, mode };
}

export interface ScenarioChange {
  readonly components?: readonly MaxwellianComponent[];
  readonly initial?: InitialData;
  readonly dimensions?: { readonly x: number; readonly v: number };
  readonly length?: readonly number[];
  readonly gamma?: number;
  readonly softening?: number;
  readonly strength?: number;
  readonly kappa?: KappaChoice;
  readonly free?: boolean;
  readonly end?: number;
  readonly every?: number;
  readonly step?: number;
}

/** A complete scenario for the references: 1X-2V in a box of length 2 pi, gamma = 0, kappa = 1 unless changed. */
export function periodicScenario(change: ScenarioChange): Scenario {
  const dimensions = change.dimensions ?? { x: 1, v: 2 };
  const length = change.length ?? Array.from({ length: dimensions.x }, () => 2 * Math.PI);
  return {
    name: 'reference-test',
    equation: {
      dimensions,
      gamma: change.gamma ?? 0,
      strength: change.strength ?? 1,
      softening: change.softening ?? 0,
      kappa: change.kappa ?? { kind: 'constant' },
    },
    ...(dimensions.x > 0 ? { domain: { x: change.free ? { kind: 'free' } : { kind: 'periodic', length } } } : {}),
    initial: change.initial ?? { kind: 'maxwellians', normalise: 'mass', components: change.components ?? [component({})] },
    particles: { sampling: 'random', count: 8 },
    mollifier: { kind: 'gaussian', width: { rule: 'lattice', factor: 0.8, exponent: 0.99 }, variancePreserving: true, comoving: true },
    score: 'particle-sum',
    time: {
      scheme: 'rk4', splitting: 'strang', step: change.step ?? 0.05, end: change.end ?? 2,
      substeps: { collisions: 1 },
      solver: { tolerance: 1e-12, maxIterations: 100, depth: 6 },
      restoreEnergy: false, energyBound: 1,
    },
    sums: { method: 'auto', tolerance: 1e-3, batch: 64, truncation: 0, moments: true },
    output: {
      diagnostics: { every: change.every ?? 0.5 },
      snapshots: { every: change.every ?? 0.5, stride: 1, precision: 'float64' },
      checkpoint: { every: 1 },
      profiles: { every: 1 },
    },
    seed: 1,
  };
}
