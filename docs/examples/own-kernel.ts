/**
 * A spatial kernel of your own, written as a formula: run it into a folder, read the tables back, and ask which of the
 * paper's statements hold on it.
 *
 *   npx tsx own-kernel.ts [FOLDER [path=value ...]]
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadScenario, readTable, runScenario, verify } from 'fuzzy-landau';

const [out = 'runs/own-kernel', ...overrides] = process.argv.slice(2);
const scenario = loadScenario('scenarios/localised-1x2v.yaml', [
  'name=own-kernel',
  'equation.kappa={ kind: formula, expression: "1/(1+r^2) + 0.2*exp(-r^2)" }',
  ...overrides,
]);

const summary = await runScenario(scenario, { out, force: true, threads: availableParallelism(), backend: 'auto', reproducible: false });
console.log(`${summary.particles} particles, ${summary.steps} steps, energy drift ${summary.drift.energy.toExponential(1)}`);

const { columns } = readTable(join(out, 'diagnostics.arrow'), { columns: ['time', 'fisher_x'] });
console.log(`I_x from ${columns.fisher_x[0].toFixed(5)} to ${columns.fisher_x.at(-1)!.toFixed(5)}`);

for (const { id, verdict, worstViolation } of verify(out)) console.log(`${id.padEnd(20)} ${verdict.padEnd(20)} ${worstViolation.toExponential(1)}`);
