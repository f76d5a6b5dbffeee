import type { Scenario } from '../contracts.ts';
import { describeTable } from '../io/arrow-reader.ts';
import { canBeWide, Arena } from '../state/arena.ts';
import { expectedCount, type ExpectedCount } from '../state/expected-count.ts';
import { arenaFor, requireMemory } from '../state/memory.ts';
import type { GivenParticles } from './given-particles.ts';

/**
 * The number of particles, known or expected, of which there is memory for the leanest run when `ranks` share them; undefined for
 * those of a file.
 */
export function requireRoom(scenario: Scenario, ranks = 1): ExpectedCount | undefined {
  const expected = expectedCount(scenario);
  // A sample of the cells is good to a few per cent.
  if (expected) requireMemory(Math.round((expected.count * (expected.exact ? 1 : 0.9)) / ranks), scenario);
  return expected;
}

/** The memory of a new run on each of `ranks` processes: wide, where its particles may want it. Throws a FileError. */
export function newArena(scenario: Scenario, given?: GivenParticles, ranks = 1): Arena {
  if (!canBeWide) return new Arena();
  const { initial } = scenario;
  const count = typeof given === 'object' ? given.weight.length
    : initial.kind === 'arrow' ? describeTable(initial.file).rows : expectedCount(scenario)?.count ?? 0;
  return arenaFor(count / ranks, scenario);
}
