import { resolve } from 'node:path';
import { scenarioClaims, type ScenarioClaim } from './scenario-claims.ts';
import type { Errors } from './validate/galerkin-measure.ts';

/** What was measured of a scenario, and by which version of the program. */
export type MeasuredClaims = Readonly<Record<string, {
  readonly version: string; readonly particles: number; readonly steps: number; readonly errors: Errors;
}>>;

/** The figures of docs/scenarios.md, as benchmarks/scenario-errors.ts writes them. */
export const figuresFile = resolve(import.meta.dirname, '../benchmarks/scenario-errors.json');

const quantity = (name: string): string => (name.includes(' ') ? `⟨${name}⟩` : `\`${name}\``);
const list = (errors: Errors): string =>
  Object.entries(errors).map(([name, error]) => `${quantity(name)} ${error.toExponential(1).replace('.0e', 'e')}`).join(', ');

function rowOf({ name, reference, times, bounds }: ScenarioClaim, measured: MeasuredClaims): string {
  const found = measured[name];
  const figures = found ? [found.particles, found.steps, list(found.errors), list(bounds), found.version]
    : ['', '', 'not measured', list(bounds), ''];
  return `| [\`${name}\`](../scenarios/${name}.yaml) | ${reference} | ${times.join(', ')} | ${figures.join(' | ')} |`;
}

/** docs/scenarios.md: how far every shipped scenario is off. */
export const scenariosPage = (measured: MeasuredClaims): string => `# The shipped scenarios, and how far they are off

Each scenario that comes with the package is run as it is and compared with something that shares no code with the particles: an exact
solution, closed moments, the linear response or the grid solver. An error is the largest absolute one at the times of its row, in a
column of the diagnostics; \`mode\` is the modulus of the first density mode over its initial value, \`density\` the relative L2 error of
the smoothed density on a mesh, ⟨v v⟩, ⟨x v⟩ and ⟨x x⟩ are all second moments of the kind. *Claimed* is what the header of the scenario
promises: the bounds of \`test/scenario-claims.ts\`, which the tests watch on short runs and \`npm run validate\` on whole ones. A grid has
an error too, which these differences contain.

The figures are in \`benchmarks/scenario-errors.json\`; \`npx tsx benchmarks/scenario-errors.ts NAME\` measures a scenario again and writes
this page.

| scenario | against | times | particles | steps | error | claimed | measured by |
|---|---|---|---|---|---|---|---|
${scenarioClaims.map((claim) => rowOf(claim, measured)).join('\n')}
`;
