/** A problem that all methods solve until t = 1, in a box of 2 pi; plain data for a child process. */
export interface Problem {
  readonly name: string;
  /** Overrides of damping-1x2v that make it. */
  readonly set: readonly string[];
  /** Half widths of the lattice in v: 5 thermal speeds beyond the beams; a blob is content with 4.3. */
  readonly halfWidth: { readonly galerkin: readonly number[]; readonly blob: readonly number[] };
  /** Velocities along the axes, coarse lattice; a finer one has `finer` times as many. */
  readonly velocities: readonly number[];
  /** Grids, coarse to fine. */
  readonly grids: readonly GridSize[];
  /** Who says what is right: the exact modes, the exact linear response (of the density mode alone), or a finer grid. */
  readonly judge: 'modes' | 'linear' | GridSize;
}

export interface GridSize {
  readonly positionPoints: number;
  readonly velocityPoints: number;
}

const beam = (velocity: readonly number[]): string =>
  `{ mass: 0.5, velocity: [${velocity}], temperature: 0.5, space: { kind: cosine, amplitude: 0.4, mode: 1 } }`;
const beams = (v: number): string => {
  const rest = Array.from({ length: v - 1 }, () => 0);
  return `initial.components=[${beam([1, ...rest])}, ${beam([-1, ...rest])}]`;
};
const ones = (v: number): number[] => Array.from({ length: v }, () => 1);
const in3 = ['equation.dimensions.v=3', 'particles.velocity.count=[8, 8, 8]'];
const wave3 = [...in3, 'initial.components.0.velocity=[0, 0, 0]', 'initial.components.0.temperature=[1, 1, 1]'];
const gaussian = 'equation.kappa={ kind: gaussian, width: 0.8 }';
const bracket = 'equation.kappa={ kind: japanese-bracket, lambda: 2 }';
const soft = ['equation.gamma=-2', 'equation.softening=0.1'];

/** Half widths of beams of temperature 1/2 at +-1 along the first axis. */
const wide = (v: number): Problem['halfWidth'] => {
  const along = (thermal: number): number[] => ones(v).map((_, axis) => Number((thermal * Math.SQRT1_2 + (axis === 0 ? 1 : 0)).toFixed(2)));
  return { galerkin: along(5), blob: along(4.3) };
};
const thermal = (v: number, speeds: number): Problem['halfWidth'] =>
  ({ galerkin: ones(v).map(() => speeds), blob: ones(v).map(() => Math.min(speeds, 4.3)) });

const size = (positionPoints: number, velocityPoints: number): GridSize => ({ positionPoints, velocityPoints });
const flat = [size(8, 16), size(16, 24), size(32, 32)];
/** For gamma != 0 the solver transforms over twice the next power of two: 24 cost as much as 32, which judge. */
const dyadic = [size(8, 16), size(16, 24)];

export const problems: readonly Problem[] = [
  { name: '1X-2V, γ = 0, κ = 1, wave', set: [], halfWidth: thermal(2, 5), velocities: [12, 12], grids: flat, judge: 'modes' },
  {
    name: '1X-2V, γ = 0, Gaussian κ 0.8, two beams', set: [gaussian, beams(2)], halfWidth: wide(2), velocities: [14, 12], grids: flat,
    judge: size(32, 48),
  },
  {
    name: '1X-2V, γ = −2, Gaussian κ 0.8, wave', set: [...soft, gaussian], halfWidth: thermal(2, 5), velocities: [12, 12], grids: dyadic,
    judge: size(24, 32),
  },
  {
    name: '1X-2V, γ = −2, bracket κ, two beams', set: [...soft, bracket, beams(2)], halfWidth: wide(2), velocities: [14, 12],
    grids: dyadic, judge: size(24, 32),
  },
  {
    name: '1X-3V, γ = 0, κ = 1, wave', set: wave3, halfWidth: thermal(3, 4.5), velocities: [8, 8, 8],
    grids: [size(8, 12), size(8, 16), size(16, 24)], judge: 'modes',
  },
  {
    name: '1X-3V, γ = −2, Gaussian κ 0.8, wave of amplitude 0.01',
    set: [...wave3, 'equation.gamma=-2', gaussian, 'initial.components.0.space.amplitude=[0.01]'],
    halfWidth: thermal(3, 4.5), velocities: [8, 8, 8], grids: [size(4, 12), size(8, 16)], judge: 'linear',
  },
  {
    name: '1X-3V, γ = 0, Gaussian κ 0.8, two beams', set: [...in3, gaussian, beams(3)], halfWidth: wide(3), velocities: [10, 8, 8],
    grids: [size(8, 12), size(8, 16), size(16, 24)], judge: size(24, 32),
  },
  {
    name: '1X-3V, γ = −2, bracket κ, two beams', set: [...in3, ...soft, bracket, beams(3)], halfWidth: wide(3), velocities: [10, 8, 8],
    grids: [size(4, 12), size(8, 16)], judge: size(16, 32),
  },
];
