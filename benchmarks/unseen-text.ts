import { table } from './laboratory.ts';
import type { UnseenResult } from './unseen.ts';

const bound = 1e-4;
const told = (error: number): string => `${error.toExponential(1)}${error > bound ? ' **missed**' : ''}`;

/** The section of docs/experiments.md about the unseen scenarios. */
export function unseenText(results: readonly UnseenResult[]): string {
  const met = results.filter(({ stopped, mode, temperature }) => !stopped && Math.max(mode, temperature) <= bound).length;
  const rows = results.map(({ name, particles, mode, temperature, gridStep, gridMesh, seconds, gridSeconds, stopped }) => [
    name, particles,
    ...(stopped
      ? ['**stopped**', '', '', seconds.toFixed(0), '']
      : [told(mode), told(temperature), Math.max(gridStep, gridMesh).toExponential(0), seconds.toFixed(0), gridSeconds.toFixed(0)]),
  ]);
  const stops = results.flatMap(({ name, stopped }) => (stopped ? [`Stopped: "${name}": ${stopped}.\n\n`] : []));
  const head = ['scenario', 'particles', 'mode', 'temperatures', 'grid off by', 's', 'grid, s'];
  return `Ten scenarios written down before any was run (\`benchmarks/unseen-cases.ts\`), with the defaults and what
[choosing](choosing.md) tells a user to say: lattice and step (0.01). Largest difference between particles and grid at t = 0.5, 1 and,
for γ = 0 in 2V, 2: of the density mode over its initial value, and of the temperatures along the axes. Wanted:
${bound.toExponential(0)} in both; ${met} of the ${results.length} measured have it.

${table(head, rows)}

${stops.join('')}Grid off by: its own estimate for step, mesh and box, the worst. s: processor seconds, two threads. The same, as a test:
\`npx vitest run --config vitest.validate.config.ts test/validate/unseen\`.`;
}
