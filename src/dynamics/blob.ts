import type { Column, KernelSpec, Scenario } from '../contracts.ts';
import { power } from '../math/power.ts';
import { gaussianMollifier } from '../physics/mollifier.ts';
import { boxLength } from '../state/box.ts';
import type { Equilibrium } from '../state/moments.ts';
import { latticeAxes } from '../state/sampling.ts';
import { Refusal } from '../refusal.ts';

/**
 * The blob in the form that makes every variant one symmetric Gaussian sum. With c = v - u, contraction
 * a = sqrt(1 - sigma_v^2 / T) (1 for the classical blob) and label xi = x - tau v,
 *
 *   phi_ij = psi_x(xi_i - xi_j) psi_v(c_i - a c_j) = norm * h(c_i) q(c_j) * 2^(-|z_i - z_j|^2),
 *   z = (s_x xi, sqrt(a) s_v c),   q(c) = exp(a |c|^2 / (2 T (1 + a))),   h(c) = exp(-|c|^2 / (2 T (1 + a))),
 *
 * because sigma_v^2 = T (1 - a^2). So rho_i = norm h_i sum_j (w_j q_j) G(z_i - z_j): the pair sums never see the
 * contraction, and each pair needs one exponential for both directions.
 */
export class Blob {
  /** z = positionScale * xi, velocityScale * c. */
  readonly positionScale: readonly number[];
  readonly velocityScale: number;
  /** Standard deviations sigma_x (dx entries) and sigma_v. */
  readonly positionWidth: readonly number[];
  readonly velocityWidth: number;
  readonly norm: number;
  /** 1 / (T (1 + a)); 0 for the classical blob. */
  readonly confinement: number;
  readonly contraction: number;
  readonly equilibrium: Equilibrium;

  constructor(scenario: Scenario, equilibrium: Equilibrium) {
    const { position, velocity } = widths(scenario);
    const { temperature } = equilibrium;
    const preserving = scenario.mollifier.variancePreserving;
    if (preserving && velocity ** 2 >= temperature) {
      throw new Refusal(
        'input',
        `mollifier.width.velocity ${velocity} is not below the thermal speed ${Math.sqrt(temperature)}: ` +
          'the variance-preserving blob needs a narrower mollifier (or variancePreserving: false)',
      );
    }
    this.equilibrium = equilibrium;
    this.positionWidth = position;
    this.velocityWidth = velocity;
    this.contraction = preserving ? Math.sqrt(1 - velocity ** 2 / temperature) : 1;
    this.confinement = preserving ? 1 / (temperature * (1 + this.contraction)) : 0;
    this.positionScale = position.map(gaussianMollifier.scale);
    this.velocityScale = gaussianMollifier.scale(velocity) * Math.sqrt(this.contraction);
    this.norm =
      position.reduce((product, sigma) => product * gaussianMollifier.norm(sigma), 1) *
      power(gaussianMollifier.norm(velocity), scenario.equation.dimensions.v);
  }

  /** Writes z for `count` points; `z` has dx + dv columns. */
  scaled(position: readonly Column[], velocity: readonly Column[], labelTime: number, count: number, z: readonly Column[]): void {
    const dx = position.length;
    position.forEach((x, d) => {
      const v = velocity[d];
      const scale = this.positionScale[d];
      for (let i = 0; i < count; i++) z[d][i] = scale * (v ? x[i] - labelTime * v[i] : x[i]);
    });
    velocity.forEach((v, d) => {
      const mean = this.equilibrium.meanVelocity[d];
      for (let i = 0; i < count; i++) z[dx + d][i] = this.velocityScale * (v[i] - mean);
    });
  }

  /** |c_i|^2 / (T (1 + a)): both factors are exponentials of it. 0 for the classical blob. */
  confined(velocity: readonly Column[], i: number): number {
    if (this.confinement === 0) return 0;
    let square = 0;
    for (let d = 0; d < velocity.length; d++) square += (velocity[d][i] - this.equilibrium.meanVelocity[d]) ** 2;
    return square * this.confinement;
  }

  /** q(c): what a source weighs in the symmetric sum. */
  sourceFactor = (confined: number): number => (confined === 0 ? 1 : Math.exp(0.5 * this.contraction * confined));
  /** log h(c). */
  logTargetFactor = (confined: number): number => -0.5 * confined;
}

/** The standard deviations of the scenario, with `rule: lattice` worked out: factor * h^exponent. */
export function widths(scenario: Scenario): { position: readonly number[]; velocity: number } {
  const { width } = scenario.mollifier;
  if (!('rule' in width)) return width;
  const lattice = latticeAxes(scenario);
  const sigma = (spacing: number): number => width.factor * power(spacing, width.exponent);
  // One width for all velocity axes: that of their geometric mean spacing.
  const cell = lattice.velocity.reduce((product, axis) => product * axis.spacing, 1);
  const spacing = lattice.velocity.every((axis) => axis.spacing === lattice.velocity[0].spacing)
    ? lattice.velocity[0].spacing
    : power(cell, 1 / lattice.velocity.length);
  return { position: lattice.position.map((axis) => sigma(axis.spacing)), velocity: sigma(spacing) };
}

/** What the pair kernels must be specialised for in this run. */
export function kernelSpec(scenario: Scenario, blob: Blob): KernelSpec {
  const { dimensions, gamma, softening, kappa, regularisation } = scenario.equation;
  const period = boxLength(scenario) ?? Array.from({ length: dimensions.x }, () => 0);
  return {
    dimensions,
    gamma,
    softening,
    kappa,
    period,
    blobPeriod: period.map((length, d) => length * blob.positionScale[d]),
    score: scenario.score === 'one-sided' ? 'one-sided' : 'two-sided',
    ...(regularisation && regularisation.delta > 0 ? { regularisation: regularisation.delta } : {}),
  };
}
