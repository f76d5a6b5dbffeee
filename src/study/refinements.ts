import { shown } from '../math/shown.ts';
import type { Scenario } from '../contracts.ts';

/** A direction in which a discretisation can be made coarser and finer, as `path=value` overrides of the scenario. */
export interface Refinement {
  readonly name: string;
  readonly coarser: readonly string[];
  readonly finer: readonly string[];
}

/** A finer lattice has about so many times the particles. */
const moreParticles = 3;

/** Nor is an edge divided more than so many times as finely: between close lattices the errors of a method are compared, not its luck. */
const mostPerAxis = 1.5;

/** Blob scores: how much wider and narrower the mollifier is made. */
const narrower = 1.25;

/** All that a scenario has to be refined in, the particles first. */
export function refinementsOf(scenario: Scenario): readonly Refinement[] {
  return [particles(scenario), mollifier(scenario), step(scenario)].filter((found) => found !== undefined);
}

function particles({ particles: sampling }: Scenario): Refinement | undefined {
  if (sampling.sampling === 'given') return undefined;
  if (sampling.sampling !== 'lattice') {
    const count = (factor: number): string[] => [`particles.count=${Math.max(1, Math.round(sampling.count * factor))}`];
    return { name: 'particles', coarser: count(1 / 2), finer: count(2) };
  }
  const { position, velocity } = sampling;
  const axes = (position?.count.length ?? 0) + velocity.count.length;
  const factor = Math.min(mostPerAxis, moreParticles ** (1 / axes));
  const counts = (scaled: (count: number) => number): string[] => [
    ...(position ? [`particles.position.count=[${position.count.map(scaled).join(', ')}]`] : []),
    `particles.velocity.count=[${velocity.count.map(scaled).join(', ')}]`,
  ];
  return {
    name: 'lattice',
    coarser: counts((count) => Math.max(1, Math.min(count - 1, Math.round(count / factor)))),
    finer: counts((count) => Math.max(count + 1, Math.round(count * factor))),
  };
}

/** Of a blob alone: fitted scores have none. */
function mollifier({ mollifier: { width }, score }: Scenario): Refinement | undefined {
  if (score === 'auto' || typeof score === 'object') return undefined;
  const scaled = (factor: number): string[] =>
    'rule' in width
      ? [`mollifier.width.factor=${shown(width.factor * factor)}`]
      : [
        `mollifier.width.velocity=${shown(width.velocity * factor)}`,
        ...(width.position.length > 0 ? [`mollifier.width.position=[${width.position.map((w) => shown(w * factor)).join(', ')}]`] : []),
      ];
  return { name: 'mollifier', coarser: scaled(narrower), finer: scaled(1 / narrower) };
}

/** The schemes are of second order or more: half a step, or a quarter of the tolerance. */
function step({ time }: Scenario): Refinement {
  const chosen = time.step;
  const at = (factor: number): string[] => {
    if (typeof chosen === 'number') return [`time.step=${shown(chosen * factor)}`];
    return [`time.step={ adaptive: ${chosen.adaptive * factor * factor}, max: ${chosen.max} }`];
  };
  return { name: 'step', coarser: at(2), finer: at(1 / 2) };
}
