import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../../src/contracts.ts';
import { gatherEvidence } from '../../src/judge/evidence.ts';
import type { Verdict } from '../../src/judge/statement.ts';
import { judgeEvidence, statements } from '../../src/judge/verify.ts';
import { runGrid, type GridRunOptions } from '../../src/run/grid-run.ts';
import { runScenario } from '../../src/run/run.ts';
import { resolveScenario } from '../../src/scenario/scenario.ts';

/** Folders of one test file, removed at its end. */
export function temporaryFolder(): { path(name: string): string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'fuzzy-landau-judge-'));
  return { path: (name) => join(root, name), remove: () => rmSync(root, { recursive: true, force: true }) };
}

const box = 2 * Math.PI;

/** The damping case, (1 + 0.4 cos x) times a Maxwellian, with few particles; `change` replaces whole sections. */
export function dampingScenario(change: Record<string, unknown> = {}): Scenario {
  return resolveScenario({
    name: 'small-damping',
    equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 1, kappa: { kind: 'constant' } },
    domain: { x: { kind: 'periodic', length: [box] } },
    initial: {
      kind: 'maxwellians', normalise: 'mass',
      components: [{ mass: 1, velocity: [0, 0], temperature: [1, 1], space: { kind: 'cosine', amplitude: [0.4], mode: [1] } }],
    },
    particles: { sampling: 'lattice', position: { count: [8] }, velocity: { count: [10, 10], halfWidth: 4 }, trim: 1e-4 },
    mollifier: { kind: 'gaussian', width: { position: [box / 8], velocity: 0.7 } },
    score: 'particle-sum',
    time: { scheme: 'rk4', step: 0.05, end: 0.5 },
    output: { diagnostics: { every: 0.1 }, snapshots: { every: 0.25 } },
    ...change,
  });
}

export const particleRun = (scenario: Scenario, out: string) =>
  runScenario(scenario, { out, force: false, threads: 0, backend: 'auto', reproducible: false });

/** The verdicts of some statements alone. */
export const verdictsOf = (folder: string, ...ids: readonly string[]): readonly Verdict[] =>
  judgeEvidence(gatherEvidence(folder), statements.filter(({ id }) => ids.includes(id))).map(({ verdict }) => verdict);

export const gridRun = (scenario: Scenario, out: string, options: Partial<GridRunOptions> = {}) =>
  runGrid(scenario, { out, force: false, ...options });
