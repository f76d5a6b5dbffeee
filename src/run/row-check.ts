import type { Observation, Particles, Scenario } from '../contracts.ts';
import { diagnosticOf } from '../diagnostics/catalogue.ts';
import { shown } from '../math/shown.ts';
import { any } from '../ranks/share.ts';
import { RunStopped } from './run-stopped.ts';

/**
 * Stops a run before it writes a row that pretends: every number of the row, and the density and score of every particle,
 * must be finite, but for diagnostics that the scenario has not (the density modes of free space).
 */
export function requireFiniteRow(
  scenario: Scenario, particles: Particles, row: Readonly<Record<string, number>>, observed: Observation,
): void {
  const spoilt = Object.keys(row).filter((name) => !Number.isFinite(row[name]) && !diagnosticOf(name)?.missing?.(scenario));
  const finite = (column: Float64Array): boolean => column.subarray(0, particles.count).every(Number.isFinite);
  if (!finite(observed.density)) spoilt.push('density');
  if (!observed.score.every(finite)) spoilt.push('score');
  // What one rank sees ends all.
  if (any(spoilt.length > 0, particles.share) && spoilt.length === 0) spoilt.push('what another rank has is');
  if (spoilt.length === 0) return;
  const what = `at t = ${shown(row.time)} the numbers overflow: ${spoilt.join(', ')} not finite`;
  throw new RunStopped(`${what}; ${row.time === 0 ? scalesOf(scenario, particles) : 'use a smaller time.step'}.`);
}

/** At the start it is the data's scales that are at fault: which they are, and what to do. */
function scalesOf({ equation }: Scenario, { position, velocity, weight, count }: Particles): string {
  const largest = (columns: readonly Float64Array[]): string =>
    columns.reduce((most, column) => column.subarray(0, count).reduce((m, value) => Math.max(m, Math.abs(value)), most), 0).toPrecision(3);
  const found = [
    `speeds up to ${largest(velocity)}`,
    ...(position.length > 0 ? [`positions up to ${largest(position)}`] : []),
    `weights up to ${largest([weight])}`,
    `strength ${equation.strength}`,
  ];
  return `choose units in which speeds, temperatures, masses, widths and the collision rate are near 1 (here ${found.join(', ')})`;
}
