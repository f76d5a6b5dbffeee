import type { Scenario } from '../../contracts.ts';
import { Refusal } from '../../refusal.ts';

/**
 * A tensor mesh: uniform points along at most one periodic position axis, and cell-centred uniform points along each
 * velocity axis. f is stored as one array, position slowest, last velocity axis fastest.
 */
export interface GridMesh {
  readonly dx: number;
  readonly dv: number;
  /** Points of each position axis: m L / count. */
  readonly position: readonly Float64Array[];
  /** Points of each velocity axis: centre - halfWidth + (j + 1/2) h. */
  readonly velocity: readonly Float64Array[];
  /** Points along x (1 without x) and along each velocity axis. */
  readonly positions: number;
  readonly perAxis: number;
  /** Points of one velocity slab: perAxis^dv. */
  readonly slab: number;
  /** L / positions, 1 without x. */
  readonly spacingX: number;
  readonly spacingV: number;
  readonly length: number;
  /** Volume of a cell. */
  readonly cell: number;
  /** Each velocity coordinate at every point of a slab. */
  readonly coordinates: readonly Float64Array[];
}

export interface Resolution {
  /** Points along x, a multiple of 4; default 32, more for high modes. */
  readonly positionPoints?: number;
  /** Points along each velocity axis, a multiple of 4. Default: spacing at most 0.42 sqrt(coldest temperature). */
  readonly velocityPoints?: number;
  /** Half the edge of the velocity box; default 6.5 thermal widths of the hottest component beyond its mean velocity. */
  readonly velocityHalfWidth?: number;
}

/** The mesh for a scenario with analytic data. Throws a Refusal when the scenario is outside the solver's reach. */
export function gridMesh(scenario: Scenario, resolution: Resolution = {}): GridMesh {
  const { equation, domain } = scenario;
  const { x: dx, v: dv } = equation.dimensions;
  if (dx > 1) throw new Refusal('input', `the grid solver has at most one position axis, here ${dx}`);
  if (dv < 2 || dv > 3) throw new Refusal('input', `the grid solver has 2 or 3 velocity axes, here ${dv}`);
  if (dx === 1 && domain?.x.kind !== 'periodic') throw new Refusal('input', 'the grid solver needs a periodic box, here free space');
  const length = dx === 1 && domain?.x.kind === 'periodic' ? domain.x.length[0] : 1;
  const extent = velocityExtent(scenario);
  const halfWidth = resolution.velocityHalfWidth ?? extent.halfWidth;
  const sizes = equation.gamma === 0 ? [16, 24, 32, 40, 48, 64, 80, 96, 128] : [16, 32, 64, 128];
  const wanted = (2 * halfWidth) / (0.42 * Math.sqrt(extent.coldest));
  const perAxis = resolution.velocityPoints ?? sizes.find((size) => size >= wanted) ?? sizes[sizes.length - 1];
  if (perAxis % 4 !== 0 || perAxis < 8) throw new Refusal('input', `velocity points must be a multiple of 4 from 8 on, not ${perAxis}`);
  const positions = dx === 0 ? 1 : (resolution.positionPoints ?? Math.max(32, 16 * highestMode(scenario)));
  if (dx === 1 && (positions % 4 !== 0 || positions < 4)) throw new Refusal('input', `position points must be a multiple of 4, not ${positions}`);

  const spacingV = (2 * halfWidth) / perAxis;
  const velocity = Array.from({ length: dv }, (_, axis) =>
    Float64Array.from({ length: perAxis }, (__, j) => extent.centre[axis] - halfWidth + (j + 0.5) * spacingV),
  );
  const slab = perAxis ** dv;
  const coordinates = velocity.map((line, axis) => {
    const stride = perAxis ** (dv - 1 - axis);
    return Float64Array.from({ length: slab }, (_, q) => line[Math.floor(q / stride) % perAxis]);
  });
  const spacingX = dx === 1 ? length / positions : 1;
  const position = dx === 1 ? [Float64Array.from({ length: positions }, (_, m) => m * spacingX)] : [];
  return { dx, dv, position, velocity, positions, perAxis, slab, spacingX, spacingV, length, cell: spacingX * spacingV ** dv, coordinates };
}

function highestMode({ initial }: Scenario): number {
  if (initial.kind !== 'maxwellians') return 1;
  return Math.max(1, ...initial.components.map(({ space }) => (space.kind === 'cosine' ? Math.abs(space.mode[0]) : 1)));
}

/** Centre and half width of the velocity box that holds the data now and after relaxation, and the coldest temperature. */
function velocityExtent({ initial, equation }: Scenario): { centre: number[]; halfWidth: number; coldest: number } {
  const dv = equation.dimensions.v;
  const axes = Array.from({ length: dv }, (_, i) => i);
  // BKW: temperature 1, and K >= 1/2 the narrowest Gaussian it is made of.
  if (initial.kind !== 'maxwellians') return { centre: axes.map(() => 0), halfWidth: 6.5, coldest: 0.5 };
  const { components } = initial;
  const mass = components.reduce((sum, c) => sum + c.mass, 0);
  const centre = axes.map((i) => components.reduce((sum, c) => sum + c.mass * c.velocity[i], 0) / mass);
  const total =
    components.reduce(
      (sum, c) => sum + c.mass * axes.reduce((s, i) => s + c.temperature[i] + (c.velocity[i] - centre[i]) ** 2, 0),
      0,
    ) / (mass * dv);
  const reach = components.flatMap((c) =>
    axes.map((i) => Math.abs(c.velocity[i] - centre[i]) + 6.5 * Math.sqrt(Math.max(total, c.temperature[i]))),
  );
  return { centre, halfWidth: Math.max(...reach), coldest: Math.min(...components.flatMap((c) => c.temperature)) };
}
