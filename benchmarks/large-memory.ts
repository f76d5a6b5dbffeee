import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { fieldsOf, settingsOf } from '../src/galerkin/settings.ts';
import { chooseBlockKernels } from '../src/galerkin/block-module.ts';
import { CoordinateFlow } from '../src/galerkin/flow.ts';
import { kappaModes } from '../src/galerkin/kappa-modes.ts';
import { Passes } from '../src/galerkin/passes.ts';
import { polynomialRates } from '../src/galerkin/rates.ts';
import { threadedTeam } from '../src/galerkin/threaded-team.ts';
import { loadScenario } from '../src/scenario/scenario.ts';
import { arenaFor } from '../src/state/memory.ts';
import { allocateParticles } from '../src/state/particles.ts';
import { openThreads } from '../src/threads/worker-threads.ts';
import { processorSeconds } from './measure.ts';

/**
 * `node dist/benchmarks/large-memory.js [--particles N] [--threads T]`: one evaluation (score, then collision rates of gamma = 0 with
 * a Gaussian kappa) in 1X-3V, degree 5 and 2 modes, of N random particles in the memory that a run of so many takes: wall and
 * processor seconds of all threads, and the most memory that the process held. Beyond 4 GiB it wants Node 24.
 */
const { values } = parseArgs({
  options: { particles: { type: 'string', default: '20000000' }, threads: { type: 'string', default: '2' } },
});
const [count, threadCount] = [Number(values.particles), Number(values.threads)];
const scenario = loadScenario('scenarios/landau-million-1x3v.yaml', [
  'equation.gamma=0', 'score={kind: galerkin, degree: 5, modes: 2}',
]);
const arena = arenaFor(count, scenario);
const particles = allocateParticles(arena, count, { x: 1, v: 3 });
// Park and Miller's generator: its quality does not matter here, its speed does.
let state = 1;
const uniform = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
for (let i = 0; i < count; i++) {
  particles.position[0][i] = 2 * Math.PI * uniform();
  for (const column of particles.velocity) column[i] = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  particles.weight[i] = 1 / count;
}
const frame = { axes: [{ kind: 'fourier' as const, length: 2 * Math.PI }], centre: [0, 0, 0], scale: [1, 1, 1] };
const space = fieldsOf(frame, settingsOf(scenario, 5, 2));
const threads = openThreads(threadCount, arena.wide);
const passes = new Passes(threadedTeam(threads, arena, (await chooseBlockKernels(false, arena.wide)).code, 2 ** 20), arena);
const rates = polynomialRates(particles, passes, kappaModes(frame, { kind: 'gaussian', width: 0.8 }));
const flow = new CoordinateFlow({ space, particles, passes, rates, strength: 1 });
const score = flow.vector(), rate = flow.vector();
const start = performance.now();
const busy = await processorSeconds(async () => {
  if (!(await flow.rebase())) throw new Error('the functions are dependent on these particles');
  await flow.score(flow.origin, score);
  await flow.collide(flow.origin, score, rate);
});
const wall = (performance.now() - start) / 1000;
const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
const machine = `Node ${process.version}, ${cpus()[0].model.trim()}`;
console.log(`${machine}, ${count} particles in 1X-3V, ${space.size} functions, ${threadCount} threads`);
console.log(`one evaluation: ${wall.toFixed(1)} s, ${busy.toFixed(1)} processor seconds; ${arena.wide ? '64' : '32'}-bit addresses`);
const most = gibibytes(1024 * process.resourceUsage().maxRSS);
const production = -flow.space.exactDot(score, rate);
console.log(`shared memory ${gibibytes(arena.bytes)}, process ${most} at most; production ${production.toPrecision(12)}`);
await threads.close();
