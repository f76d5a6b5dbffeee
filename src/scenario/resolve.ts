import { resolve as resolvePath } from 'node:path';
import type {
  InitialBox, InitialData, MaxwellianComponent, Mollifier, OutputControl, PositionLattice, Sampling, Scenario, SpaceProfile,
} from '../contracts.ts';
import { durationSeconds } from './duration.ts';
import type { ScenarioPath } from './error.ts';
import type { WrittenScenario } from './schema.ts';
import { streamWidth } from './stream-width.ts';
import { usualStagger, usualTrim } from './usual-lattice.ts';

/** Collects what is wrong, with the path of the value concerned. */
export type Report = (path: ScenarioPath, message: string) => void;

/** What a scenario does not say itself. */
export interface ScenarioContext {
  /** Name of the run when the scenario has none. */
  readonly name: string;
  /** Folder that file names in the scenario are relative to. */
  readonly folder: string;
}

type PerAxis<E> = E | readonly E[];
type Axes = PerAxis<number>;

/** What is being read, and how its numbers are spread over the axes. */
interface Reading {
  readonly written: WrittenScenario;
  readonly context: ScenarioContext;
  readonly report: Report;
  readonly dx: number;
  readonly dv: number;
  /** x is free. */
  readonly free: boolean;
  position(value: Axes, path: ScenarioPath): readonly number[];
  velocity<E extends number | string>(value: PerAxis<E>, path: ScenarioPath): readonly E[];
}

/**
 * Fills in the defaults that depend on other values and spreads single numbers over the axes. Everything that has the
 * wrong length, is missing for these dimensions or has no meaning in them is reported; the result is to be used only
 * when nothing was.
 */
export function completeScenario(written: WrittenScenario, context: ScenarioContext, report: Report): Scenario {
  const { x: dx, v: dv } = written.equation.dimensions;
  const perAxis = <E extends number | string>(value: PerAxis<E>, axes: number, path: ScenarioPath, space: 'x' | 'v'): readonly E[] => {
    if (typeof value !== 'object') return Array.from({ length: axes }, () => value);
    if (value.length !== axes)
      report(path, `expected ${axes} ${axes === 1 ? 'entry' : 'entries'} (dimensions.${space} is ${axes}), found ${value.length}`);
    return value;
  };
  const position = (value: Axes, path: ScenarioPath) => perAxis(value, dx, path, 'x');
  const velocity = <E extends number | string>(value: PerAxis<E>, path: ScenarioPath) => perAxis(value, dv, path, 'v');
  const free = written.domain?.x.kind === 'free';

  const reading: Reading = { written, context, report, dx, dv, position, velocity, free };
  const domain = completeDomain(reading);
  const { regularisation, ...equation } = written.equation;
  return {
    name: written.name ?? context.name,
    equation: { ...equation, ...(regularisation && { regularisation }) },
    ...(domain && { domain }),
    initial: completeInitial(reading),
    particles: completeParticles(reading),
    mollifier: {
      kind: written.mollifier.kind as Mollifier['kind'],
      width: completeWidth(reading),
      variancePreserving: written.mollifier.variancePreserving ?? written.score !== 'quadrature',
      // Without x there is no label to measure it in.
      comoving: dx === 0 || regularisation ? false : (written.mollifier.comoving ?? true),
    },
    score: written.score === 'galerkin' ? { kind: 'galerkin', degree: 'auto', modes: 'auto' } : written.score,
    time: written.time,
    sums: written.sums,
    output: completeOutput(reading),
    seed: written.seed,
  };
}

function completeDomain({ written, report, dx, position }: Reading): Scenario['domain'] {
  const { domain } = written;
  if (dx === 0) {
    if (domain) report(['domain'], 'there is no position space (dimensions.x is 0); remove domain');
    return undefined;
  }
  if (!domain) {
    report(
      ['domain'],
      `missing; dimensions.x is ${dx}, so say where x lives: { x: { kind: periodic, length: ... } } or { x: { kind: free } }`,
    );
    return undefined;
  }
  if (domain.x.kind === 'free') return { x: { kind: 'free' } };
  return { x: { kind: 'periodic', length: position(domain.x.length, ['domain', 'x', 'length']) } };
}

function completeSpace(
  { report, dx, position, free }: Reading, space: NonNullable<Component['space']> | undefined, path: ScenarioPath,
): SpaceProfile {
  if (space === undefined) {
    if (free) report(path, 'missing; free space needs a component of finite extent: space: { kind: gaussian, mean: ..., width: ... }');
    return { kind: 'uniform' };
  }
  if (space.kind !== 'uniform' && dx === 0)
    report(path, `'${space.kind}' has no meaning without position space (dimensions.x is 0); remove it`);
  if (space.kind !== 'gaussian' && free) report([...path, 'kind'], `'${space.kind}' has no finite mass in free space; expected gaussian`);
  if (dx === 0 || space.kind === 'uniform') return { kind: 'uniform' };
  if (space.kind === 'cosine') {
    return { kind: 'cosine', amplitude: position(space.amplitude, [...path, 'amplitude']), mode: position(space.mode, [...path, 'mode']) };
  }
  return { kind: 'gaussian', mean: position(space.mean, [...path, 'mean']), width: position(space.width, [...path, 'width']) };
}

function completeComponent(reading: Reading, component: Component, path: ScenarioPath): MaxwellianComponent {
  const { report, dx, dv, velocity } = reading;
  const gradient = component.velocityGradient;
  const gradientPath = [...path, 'velocityGradient'];
  if (gradient && dx === 0) report(gradientPath, 'has no meaning without position space (dimensions.x is 0); remove it');
  if (gradient && (gradient.length !== dv || gradient.some((row) => row.length !== dx))) {
    report(
      gradientPath,
      `expected ${dv} rows (dimensions.v) of ${dx} numbers (dimensions.x), found ${gradient.length} rows of ` +
      `${gradient.map((row) => row.length).join(', ')}`,
    );
  }
  return {
    mass: component.mass,
    velocity: velocity(component.velocity, [...path, 'velocity']),
    temperature: velocity(component.temperature, [...path, 'temperature']),
    space: completeSpace(reading, component.space, [...path, 'space']),
    ...(gradient && { velocityGradient: gradient }),
  };
}

function completeInitial(reading: Reading): InitialData {
  const { written, context, velocity } = reading;
  const { initial } = written;
  if (initial.kind === 'arrow') return { ...initial, file: resolvePath(context.folder, initial.file) };
  const normalise = initial.normalise === true ? 'mass' : initial.normalise;
  if (initial.kind === 'bkw') return { ...initial, normalise };
  const path = (i: number, key: string): ScenarioPath => ['initial', 'components', i, key];
  if (initial.kind === 'maxwellians') {
    const components = initial.components.map((component, i) => completeComponent(reading, component, ['initial', 'components', i]));
    return { ...initial, normalise, components };
  }
  const { mass, box: _, ...shared } = initial;
  const completed = { normalise, ...(mass !== undefined && { mass }), box: completeBox(reading, initial) };
  if (shared.kind === 'formula') return { ...shared, ...completed };
  const components = shared.components.map(({ density, velocity: mean, temperature }, i) => ({
    density,
    velocity: velocity<number | string>(mean, path(i, 'velocity')),
    temperature: velocity<number | string>(temperature, path(i, 'temperature')),
  }));
  return { ...shared, ...completed, components };
}

/** The box in which formulas live, where they need one; what is not said is the lattice's. */
function completeBox(reading: Reading, { kind, box }: Extract<WrittenScenario['initial'], { kind: 'profiles' | 'formula' }>): InitialBox {
  const { written: { particles }, report, free, position, velocity } = reading;
  const lattice = particles?.sampling === 'lattice' ? particles : undefined;
  const part = (name: 'position' | 'velocity', needed: boolean, otherwise: { centre?: Axes; halfWidth?: Axes } | undefined) => {
    const path = ['initial', 'box', name];
    if (!needed) {
      if (box[name]) report(path, name === 'position' ? 'is for free space only; remove it' : 'is for kind formula only; remove it');
      return undefined;
    }
    const { centre = 0, halfWidth } = box[name] ?? otherwise ?? {};
    if (halfWidth === undefined) {
      report(path, 'missing; without a lattice say where f0 lives: { centre: ..., halfWidth: ... }');
      return undefined;
    }
    const spread = name === 'position' ? position : velocity<number>;
    return { centre: spread(centre, [...path, 'centre']), halfWidth: spread(halfWidth, [...path, 'halfWidth']) };
  };
  const found = { position: part('position', free, lattice?.position), velocity: part('velocity', kind === 'formula', lattice?.velocity) };
  return { ...(found.position && { position: found.position }), ...(found.velocity && { velocity: found.velocity }) };
}

function completePosition({ report, dx, position, free }: Reading, lattice: Lattice['position']): PositionLattice | undefined {
  const path = ['particles', 'position'];
  if (dx === 0) {
    if (lattice) report(path, 'there is no position space (dimensions.x is 0); remove it');
    return undefined;
  }
  if (!lattice) {
    report(path, 'missing; expected the lattice in x: { count: ... }');
    return undefined;
  }
  for (const key of ['halfWidth', 'centre'] as const) {
    if (!free && lattice[key] !== undefined) report([...path, key], 'is for free space only: a periodic lattice fills the box; remove it');
  }
  if (free && lattice.halfWidth === undefined) {
    report([...path, 'halfWidth'], 'missing; in free space the lattice needs the half width of the sampled box');
  }
  return {
    count: position(lattice.count, [...path, 'count']),
    ...(free && {
      halfWidth: position(lattice.halfWidth ?? 1, [...path, 'halfWidth']),
      centre: position(lattice.centre ?? 0, [...path, 'centre']),
    }),
  };
}

function completeParticles(reading: Reading): Sampling {
  const { written, report, velocity } = reading;
  const { particles } = written;
  if (!particles) {
    if (written.initial.kind !== 'arrow') report(['particles'], 'missing; expected a mapping with sampling (lattice, sobol or random)');
    return { sampling: 'given' };
  }
  if (particles.sampling !== 'lattice') return particles;
  const lattice = completePosition(reading, particles.position);
  const path = ['particles', 'velocity'];
  return {
    sampling: 'lattice',
    ...(lattice && { position: lattice }),
    velocity: {
      count: velocity(particles.velocity.count, [...path, 'count']),
      halfWidth: velocity(particles.velocity.halfWidth, [...path, 'halfWidth']),
      centre: velocity(particles.velocity.centre, [...path, 'centre']),
    },
    trim: particles.trim ?? usualTrim(written),
    remap: particles.remap,
    stagger: particles.stagger === 'auto' ? usualStagger(written) : particles.stagger,
  };
}

function completeWidth({ written, report, dx, position }: Reading): Mollifier['width'] {
  const { width } = written.mollifier;
  if (!width) {
    return written.particles?.sampling === 'lattice' ? { rule: 'lattice', factor: 0.9, exponent: 1 } : streamWidth(written);
  }
  if ('rule' in width) return width;
  const path = ['mollifier', 'width', 'position'];
  if (dx === 0 && width.position !== undefined && position(width.position, path).length > 0) {
    report(path, 'there is no position space (dimensions.x is 0); remove it');
  }
  if (dx > 0 && width.position === undefined) report(path, `missing; expected ${dx === 1 ? 'a number' : `a number or ${dx} numbers`}`);
  return { position: dx === 0 ? [] : position(width.position ?? 1, path), velocity: width.velocity };
}

function completeOutput({ written }: Reading): OutputControl {
  const { diagnostics, snapshots, checkpoint, profiles } = written.output;
  const { stride = 1, precision = 'float64', columns } = snapshots ?? {};
  const every = snapshots?.every ?? written.time.end / 4;
  return {
    diagnostics: diagnostics ?? { every: written.time.end / 20 },
    snapshots: { every, ...(columns && { columns }), stride, precision },
    checkpoint: completeCheckpoint(checkpoint) ?? { every },
    profiles: profiles ?? { every },
  };
}

function completeCheckpoint(checkpoint: WrittenScenario['output']['checkpoint']): OutputControl['checkpoint'] | undefined {
  const { every, wall } = checkpoint ?? {};
  if (every === undefined && wall === undefined) return undefined;
  const seconds = typeof wall === 'string' ? durationSeconds(wall) : wall;
  return { ...(every !== undefined && { every }), ...(seconds !== undefined && { wall: seconds }) };
}

type Component = Extract<WrittenScenario['initial'], { kind: 'maxwellians' }>['components'][number];
type Lattice = Extract<NonNullable<WrittenScenario['particles']>, { sampling: 'lattice' }>;
