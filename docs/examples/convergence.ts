/**
 * The error of the blob's density wave against the exact modes, for finer and finer lattices in velocity. Blob and lattice
 * shrink together: the width stays 0.9 lattice spacings.
 *
 *   npx tsx convergence.ts [path=value ...]
 */
import { loadScenario, modesReference, simulate } from 'fuzzy-landau';

const halfWidth = 4.5;
const scenarioOf = (count: number) =>
  loadScenario('scenarios/damping-1x2v.yaml', [
    'score=particle-sum', 'particles.trim=1e-4', `particles.velocity={ count: ${count}, halfWidth: ${halfWidth} }`,
    'mollifier.width.position=0.48',
    `mollifier.width.velocity=${(0.9 * 2 * halfWidth) / count}`,
    'time.scheme=rkc', 'time.step=0.02', 'time.end=1', 'output.diagnostics.every=0.5', 'output.snapshots.every=1',
    ...process.argv.slice(2),
  ]);

for (const count of [10, 14, 20]) {
  const times: number[] = [];
  const modes: number[] = [];
  for await (const { time, diagnostics } of simulate(scenarioOf(count))) {
    times.push(time);
    modes.push(diagnostics.density_mode_x);
  }
  const exact = modesReference(scenarioOf(count), times, { functionals: false }).map(({ densityModes }) => densityModes[1].relative!);
  const error = Math.max(...modes.map((mode, n) => Math.abs(mode / modes[0] - Math.hypot(exact[n].re, exact[n].im))));
  console.log(`${count} x ${count} velocities: error of the density mode ${error.toExponential(2)}`);
}
