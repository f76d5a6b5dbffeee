import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { afterAll, expect, test } from 'vitest';
import type { Scenario } from '../../../src/contracts.ts';
import { Refusal } from '../../../src/refusal.ts';
import { loadScenario } from '../../../src/scenario/scenario.ts';
import { ScenarioError } from '../../../src/scenario/error.ts';
import { simulate } from '../../../src/run/simulate.ts';
import { mutate, texts } from '../../scenario/mutations.ts';
import { tally } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'attack-scenarios-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'attack.yaml');

/** A mutated scenario, of one to four damages. */
function attack(random: () => number): string {
  let text = texts[Math.floor(random() * texts.length)];
  for (let damage = Math.floor(random() * 4); damage >= 0; damage--) text = mutate(text, random);
  return text;
}

test('12000 damaged scenarios are valid or refused with a place; none takes longer than five seconds', () => {
  const random = seedrandom('attack on scenarios');
  const found = { accepted: 0, refused: 0, withoutPlace: 0, slow: 0 };
  for (let n = 0; n < 12_000; n++) {
    writeFileSync(file, attack(random));
    const begun = performance.now();
    try {
      loadScenario(file);
      found.accepted++;
    } catch (error) {
      expect(error, String(error)).toBeInstanceOf(Refusal);
      found.refused++;
      if (!(error instanceof ScenarioError)) found.withoutPlace++;
    }
    if (performance.now() - begun > 5000) found.slow++;
  }
  tally('scenarios', found);
  expect(found.accepted).toBeGreaterThan(500);
  expect(found.slow).toBe(0);
});

/** Few particles and one step, so that what is tried is the physics of odd numbers and not their cost. */
function small(scenario: Scenario): Scenario {
  const { particles, time } = scenario;
  const few = (count: readonly number[]): number[] => count.map((n) => Math.min(n, 5));
  const fewer =
    particles.sampling === 'lattice'
      ? {
          ...particles, velocity: { ...particles.velocity, count: few(particles.velocity.count) },
          ...(particles.position && { position: { ...particles.position, count: few(particles.position.count) } }),
        }
      : particles.sampling === 'given' ? particles : { ...particles, count: Math.min(particles.count, 200) };
  const step = typeof time.step === 'number' ? time.step : time.step.max;
  const output = {
    ...scenario.output,
    diagnostics: { every: step },
    snapshots: { ...scenario.output.snapshots, every: step },
    checkpoint: { every: step },
  };
  return { ...scenario, particles: fewer, time: { ...time, end: step, solver: { ...time.solver, maxIterations: 50 } }, output };
}

test('accepted scenarios are simulated to finite rows, or refuse, or stop: 120 of them for a step', async () => {
  const random = seedrandom('attack on runs');
  const found = { finished: 0, refusedOrStopped: 0, notFinite: 0 };
  while (found.finished + found.refusedOrStopped < 120) {
    writeFileSync(file, attack(random));
    let scenario: Scenario;
    try {
      scenario = small(loadScenario(file));
    } catch {
      continue;
    }
    try {
      for await (const { diagnostics } of simulate(scenario, { threads: 0 })) {
        const unknown = Object.entries(diagnostics).filter(([name, value]) => Number.isNaN(value) && !name.startsWith('density_mode'));
        found.notFinite += unknown.length;
        expect(unknown, JSON.stringify(scenario)).toEqual([]);
      }
      found.finished++;
    } catch (error) {
      expect(error, `${JSON.stringify(scenario)} ${String(error)}`).toBeInstanceOf(Refusal);
      found.refusedOrStopped++;
    }
  }
  tally('runs of accepted scenarios', found);
});
