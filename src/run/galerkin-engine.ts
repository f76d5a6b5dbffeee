import type { CollisionSums, KernelSpec, Memory, Particles, Ranks, Scenario } from '../contracts.ts';
import { schemes } from '../dynamics/catalogue.ts';
import type { Frame } from '../galerkin/basis.ts';
import { GalerkinCollisions, type GalerkinParts } from '../galerkin/galerkin-collisions.ts';
import { constantModes, kappaModes, type KappaModes } from '../galerkin/kappa-modes.ts';
import type { Lattice } from '../galerkin/lattice.ts';
import type { Passes } from '../galerkin/passes.ts';
import { pairRates, polynomialRates } from '../galerkin/rates.ts';
import { candidates, exactScore, goodEnough, measure, mostFunctions, preferred, type Candidate } from '../galerkin/selection.ts';
import { fieldsOf, settingsOf, type GalerkinSettings } from '../galerkin/settings.ts';
import { gammaFunction } from '../math/gamma-function.ts';
import { exactSum, shareUnit } from '../math/sum.ts';
import { allOf, countOf, firstOf, shareOut } from '../ranks/share.ts';
import { named } from '../members.ts';
import { constantKappa } from '../physics/kappa-facts.ts';
import { padded, type Arena } from '../state/arena.ts';
import { boxLength } from '../state/box.ts';
import { initialDensity } from '../state/initial-density.ts';
import { equilibriumOf, mass } from '../state/moments.ts';
import { latticeAxes, latticeCells, remaps } from '../state/sampling.ts';

/** What was tried at t = 0 and what was taken. */
export interface GalerkinChoice extends Pick<GalerkinParts, 'frame' | 'settings' | 'blobError' | 'estimatedBy'> {
  readonly tried: readonly Candidate[];
  /** The one of `tried` that was taken. */
  readonly chosen: Candidate;
  /** log f0 at the particles. */
  readonly logDensity: Float64Array;
  /** grad_v log f0 there. */
  readonly exact: readonly Float64Array[];
}

/** What the collisions are made from; a resumed run has tried nothing. */
type KnownChoice = Pick<GalerkinChoice, 'frame' | 'settings' | 'logDensity'>
  & Partial<Pick<GalerkinChoice, 'tried' | 'blobError' | 'estimatedBy'>>;

/** Mean velocity and thermal speed of the particles, and the axes of their domain. */
function frameOf(scenario: Scenario, particles: Particles): Frame {
  const { position, velocity, weight, count, share } = particles;
  const { meanVelocity, temperature } = equilibriumOf(particles);
  const total = mass(particles);
  const length = boxLength(scenario);
  const axes = position.map((x, d): Frame['axes'][number] => {
    if (length) return { kind: 'fourier', length: length[d] };
    const centre = exactSum(count, (i) => weight[i] * x[i], share) / total;
    return { kind: 'hermite', centre, scale: Math.sqrt(exactSum(count, (i) => weight[i] * (x[i] - centre) ** 2, share) / total) };
  });
  return { axes, centre: meanVelocity, scale: velocity.map(() => Math.sqrt(temperature)) };
}

/** The largest k sqrt(T) over the friction rate 2 (d - 1) s W kappa_0 T^(gamma/2); 0 without x or in free space. */
function streaming(scenario: Scenario, frame: Frame, modes: KappaModes, total: number): number {
  const { gamma, strength, dimensions } = scenario.equation;
  const waves = frame.axes.map((axis) => (axis.kind === 'fourier' ? (2 * Math.PI) / axis.length : 0));
  const [speed] = frame.scale;
  const friction = 2 * (dimensions.v - 1) * strength * total * Math.abs(modes.coefficients[0]) * speed ** gamma;
  return (Math.max(0, ...waves) * speed) / friction;
}

/**
 * strength W kappa_0 <|w|^(gamma+2)> / <|w|^2>, w the difference of two velocities of a Maxwellian: |w|^2 / (4 T) follows a
 * gamma law of order d/2. 0 where kappa has no mean (free space). W is that of f0,
 * not the particles': a remap keeps theirs to rounding only, and a resumed run must solve with the bits of one that was not. Those of
 * a file are never laid anew.
 */
function relaxation(scenario: Scenario, frame: Frame, modes: KappaModes | undefined, particles: Particles): number {
  const { gamma, strength, dimensions: { v: d } } = scenario.equation;
  const temperature = frame.scale[0] ** 2;
  const speeds = (4 * temperature) ** (gamma / 2) * (gammaFunction((d + gamma + 2) / 2) / gammaFunction((d + 2) / 2));
  const total = scenario.initial.kind === 'arrow' ? mass(particles) : initialDensity(scenario).mass;
  return strength * total * (modes?.coefficients[0] ?? 0) * speeds;
}

/** Step times rate where an explicit scheme has to follow it; 0 for implicit schemes, and where the step is chosen by its error. */
function stiffness({ time: { scheme, step } }: Scenario, rate: number): number {
  return named(schemes, scheme).keeps.energy || typeof step !== 'number' ? 0 : step * rate;
}

/** kappa as a sum over modes, or as a constant; undefined in free space when it is not constant. */
function modesOf(spec: KernelSpec, frame: Frame): KappaModes | undefined {
  const constant = constantKappa(spec);
  if (constant !== undefined) return constantModes(frame, constant);
  return frame.axes.every(({ kind }) => kind === 'fourier') ? kappaModes(frame, spec.kappa) : undefined;
}

/** The modes of kappa by which collisions of gamma = 0 go over moments, without pairs; undefined where they go over pairs or a mesh. */
export const momentModes = ({ sums }: Scenario, spec: KernelSpec, frame: Frame): KappaModes | undefined =>
  (spec.gamma === 0 && sums.method !== 'direct' && sums.moments ? modesOf(spec, frame) : undefined);

/**
 * Measures the spaces that the scenario allows against the exact score at t = 0 and takes the first that is good enough, or
 * the best. Undefined when no space can be used: the initial density is not known, or the particles are too few.
 * `count`: how many particles can carry functions, where these stand for more. `estimate`: an estimate of f0, where that is not
 * known: it is carried on, but a score is not measured by it, and the first space is taken that so many random particles can carry.
 */
export async function chooseGalerkin(
  scenario: Scenario,
  spec: KernelSpec,
  particles: Particles,
  passes: Passes,
  { count = allOf(particles), estimate }: { count?: number; estimate?: Particles['initial'] },
): Promise<GalerkinChoice | undefined> {
  if ((scenario.initial.kind === 'arrow' && !particles.initial && !estimate) || scenario.equation.regularisation) return undefined;
  const frame = frameOf(scenario, particles);
  const asked = typeof scenario.score === 'object' ? scenario.score : { degree: 'auto' as const, modes: 'auto' as const };
  const modes = modesOf(spec, frame) ?? constantModes(frame, 1);
  const { logDensity, score: exact } = particles.initial ?? estimate ?? exactScore(initialDensity(scenario), particles);
  const tried: Candidate[] = [];
  const settingsTried = new Map<Candidate, GalerkinSettings>();
  const fixed = asked.degree !== 'auto' && asked.modes !== 'auto';
  const stiff = stiffness(scenario, relaxation(scenario, frame, modes, particles));
  for (const suggestion of candidates(scenario, streaming(scenario, frame, modes, mass(particles)), stiff)) {
    const degree = asked.degree === 'auto' ? suggestion.degree : asked.degree;
    const settings = settingsOf(scenario, degree, frame.axes.length === 0 ? 0 : asked.modes === 'auto' ? suggestion.modes : asked.modes);
    if (tried.some((other) => other.degree === settings.degree && other.modes === settings.modes)) continue;
    if (!fixed && fieldsOf(frame, settings).size > mostFunctions(scenario, count, estimate !== undefined)) continue;
    const candidate = await measure(frame, settings, particles, passes, exact);
    tried.push(candidate);
    settingsTried.set(candidate, settings);
    if (estimate ? Number.isFinite(candidate.error) : goodEnough(candidate)) break;
  }
  const chosen = preferred(tried);
  if (!chosen) return undefined;
  const known = estimate ? { tried: [], estimatedBy: 'a blob' } : { tried };
  return { frame, settings: settingsTried.get(chosen)!, chosen, logDensity, exact, ...known };
}

/** The lattice of a scenario as nodes, where the particles may be laid on it again. */
function latticeOf(scenario: Scenario, arena: Arena, ranks: Ranks | undefined): Lattice | undefined {
  if (!remaps(scenario) || scenario.particles.sampling !== 'lattice') return undefined;
  const { count: cells, volume, locate } = latticeCells(scenario);
  const { x: dx, v: dv } = scenario.equation.dimensions;
  const share = ranks && shareOut(ranks, cells, shareUnit(cells));
  const [first, count] = share ? [firstOf(share), countOf(share)] : [0, cells];
  const capacity = padded(count);
  const columns = arena.columns(dx + dv, capacity);
  const coordinates = new Float64Array(dx + dv);
  for (let cell = 0; cell < count; cell++) {
    locate(first + cell, coordinates);
    columns.forEach((column, d) => (column[cell] = coordinates[d]));
  }
  const spacing = latticeAxes(scenario).velocity.map((axis) => axis.spacing);
  const nodes = { position: columns.slice(0, dx), velocity: columns.slice(dx), count, capacity, cell: volume, share };
  return { nodes, trim: scenario.particles.trim, spacing };
}

export interface GalerkinEngineParts extends Pick<GalerkinParts, 'scenario' | 'particles' | 'passes' | 'beforeStep' | 'watch'> {
  readonly spec: KernelSpec;
  readonly arena: Arena;
  /** Modes of kappa where collisions go over moments. */
  readonly modes: KappaModes | undefined;
  /** Pair sums, for what has no moments. */
  readonly pairs: CollisionSums;
}

/** The Galerkin collisions of a new run by `choice`, or of a resumed one by what they remember. */
export function createGalerkin(parts: GalerkinEngineParts, choice: KnownChoice): GalerkinCollisions {
  const { scenario, spec, particles, passes, arena, modes, pairs, beforeStep, watch } = parts;
  const { frame, settings } = choice;
  const logDensity = arena.vector(particles.capacity);
  logDensity.set(choice.logDensity);
  return new GalerkinCollisions({
    scenario, particles, passes, frame, settings, logDensity, beforeStep, watch,
    scheme: named(schemes, scenario.time.scheme),
    rates: modes ? polynomialRates(particles, passes, modes) : pairRates(particles, pairs),
    relaxation: relaxation(scenario, frame, modesOf(spec, frame), particles),
    tried: choice.tried ?? [],
    blobError: choice.blobError,
    estimatedBy: choice.estimatedBy,
    ratesBy: modes ? byModes(modes) : pairs.name,
    lattice: latticeOf(scenario, arena, particles.share?.ranks),
  });
}

const byModes = ({ basis, error }: KappaModes): string =>
  basis.size === 1
    ? 'by moments, constant kappa'
    : `by moments, ${basis.size} modes of kappa, which they miss by ${error.toExponential(1)}`;

/** What the memory of Galerkin collisions says of their space; undefined when it is the memory of other collisions. */
export function rememberedGalerkin(scenario: Scenario, { frame, space, log_density: logDensity }: Memory): KnownChoice | undefined {
  if (!frame) return undefined;
  const { v: dv, x: dx } = scenario.equation.dimensions;
  const length = boxLength(scenario);
  const axes = Array.from({ length: dx }, (_, d): Frame['axes'][number] =>
    length ? { kind: 'fourier', length: length[d] } : { kind: 'hermite', centre: frame[2 * dv + d], scale: frame[2 * dv + dx + d] });
  return {
    frame: { axes, centre: [...frame.subarray(0, dv)], scale: [...frame.subarray(dv, 2 * dv)] },
    settings: settingsOf(scenario, space[0], space[1]),
    logDensity,
  };
}
