import type { Scenario } from '../contracts.ts';
import { leastBytes } from '../state/memory.ts';
import type { Arena } from '../state/arena.ts';
import type { Engine } from './engine.ts';
import { requireRoom } from './room.ts';

/** From so many particles on the work before the first step takes so long that it is told. */
const many = 20_000;

/** Tells `tell` how large a run will be and, for a large one, what is done before its first step. */
export function stagesOf(scenario: Scenario, tell: ((text: string) => void) | undefined, ranks = 1): {
  /** `given`: the particles are the caller's. */
  begins(given: boolean): void;
  laidOut(count: number): void;
  chosen(engine: Engine, arena: Arena): void;
} {
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  let large = false;
  return {
    begins(given) {
      if (!tell) return;
      const { step, end } = scenario.time;
      const steps = Math.ceil(end / (typeof step === 'number' ? step : step.max) - 1e-9);
      const counted = `${steps} step${steps === 1 ? '' : 's'}`;
      const stepping = typeof step === 'number' ? `${counted} of ${step}` : `at least ${counted} of at most ${step.max}`;
      const expected = given ? undefined : requireRoom(scenario, ranks);
      large = expected !== undefined && expected.count >= many;
      const least = expected && `at least ${megabytes(leastBytes(expected.count, scenario))}`;
      const particles = expected ? `${expected.exact ? '' : 'about '}${expected.count} particles (${least})` : 'given particles';
      tell(`${scenario.name}: ${particles}, ${stepping} to t = ${end}`);
      if (large) tell('laying out the particles');
    },
    laidOut(count) {
      large ||= count >= many;
      if (large) tell?.(`${count} particles; compiling the kernels, choosing the score`);
    },
    chosen({ collisions, sums }, arena) {
      if (!large || !tell) return;
      const { score, degree, modes, functions, collisions: by } = collisions.report();
      const { blob, collisions: pairs } = sums.report();
      const chosen = score === 'galerkin' ? `galerkin score of degree ${degree}, modes ${modes}, ${functions} functions, collisions ${by}`
        : `blob ${blob}, collisions ${pairs}`;
      tell(`${chosen}; ${megabytes(arena.bytes)}; the first look at the particles`);
    },
  };
}
