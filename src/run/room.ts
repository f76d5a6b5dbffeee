import type { Scenario } from '../contracts.ts';
import { expectedCount, type ExpectedCount } from '../state/expected-count.ts';
import { requireMemory } from '../state/memory.ts';

/**
 * The number of particles, known or expected, of which there is memory for the leanest run when `ranks` share them; undefined for
 * those of a file.
 */
export function requireRoom(scenario: Scenario, ranks = 1): ExpectedCount | undefined {
  const expected = expectedCount(scenario);
  // A sample of the cells is good to a few per cent.
  if (expected) requireMemory(Math.round((expected.count * (expected.exact ? 1 : 0.9)) / ranks), scenario.equation.dimensions);
  return expected;
}
