/**
 * Watch a simulation in memory, without files, and stop when you have seen enough.
 *
 *   npx tsx watch.ts [SCENARIO [path=value ...]]
 */
import { loadScenario, simulate } from 'fuzzy-landau';

const [file = 'scenarios/damping-1x2v.yaml', ...overrides] = process.argv.slice(2);
const scenario = loadScenario(file, overrides);

let initial = Number.NaN;
for await (const { time, diagnostics, particles } of simulate(scenario)) {
  if (time === 0) {
    initial = diagnostics.density_mode_x;
    console.log(`${particles.count} particles`);
  }
  const { entropy, fisher_x: spatial, fisher_v: velocity, density_mode_x: mode } = diagnostics;
  console.log(`t = ${time.toFixed(2)}  S = ${entropy.toFixed(6)}  I_x = ${spatial.toFixed(5)}  I_v = ${velocity.toFixed(5)}  mode ${(mode / initial).toFixed(5)}`);
  // Leaving the loop closes the threads.
  if (mode < 0.7 * initial) break;
}
