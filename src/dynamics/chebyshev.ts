import type { CollisionFlow, SchemeOptions, Stepper, Memory, StepReport } from '../contracts.ts';
import { thermalNorm } from './energy.ts';
import { SpectralRadius } from './spectral-radius.ts';
import { combine, subtract } from './vectors.ts';

/** Damping epsilon of the stability polynomial. */
const damping = 2 / 13;

interface Stage {
  readonly mu: number;
  readonly nu: number;
  readonly muTilde: number;
  readonly gammaTilde: number;
}

/** Coefficients of the s-stage formula (Sommeijer, Shampine, Verwer 1998, (2.3)-(2.6)); entry 0 is the first stage. */
export function chebyshevStages(count: number): readonly Stage[] {
  const w0 = 1 + damping / count ** 2;
  // T_j(w0) and its first two derivatives by their recursions.
  const T = [1, w0], dT = [0, 1], d2T = [0, 0];
  for (let j = 2; j <= count; j++) {
    T[j] = 2 * w0 * T[j - 1] - T[j - 2];
    dT[j] = 2 * w0 * dT[j - 1] - dT[j - 2] + 2 * T[j - 1];
    d2T[j] = 2 * w0 * d2T[j - 1] - d2T[j - 2] + 4 * dT[j - 1];
  }
  const w1 = dT[count] / d2T[count];
  const b = T.map((_, j) => d2T[Math.max(j, 2)] / dT[Math.max(j, 2)] ** 2);
  const stages: Stage[] = [{ mu: 0, nu: 0, muTilde: w1 * b[1], gammaTilde: 0 }];
  for (let j = 2; j <= count; j++) {
    const muTilde = (2 * w1 * b[j]) / b[j - 1];
    stages.push({
      mu: (2 * w0 * b[j]) / b[j - 1],
      nu: -b[j] / b[j - 2],
      muTilde,
      gammaTilde: -(1 - b[j - 1] * T[j - 1]) * muTilde,
    });
  }
  return stages;
}

/**
 * Second-order Runge-Kutta-Chebyshev (Sommeijer, Shampine, Verwer, J. Comput. Appl. Math. 88, 1998): s stages are stable
 * up to step x spectral radius = (s^2 - 1)/1.54, and s is chosen by that, from an estimate of the radius; more than
 * `options.maxIterations` stages fail the
 * step. The production runs through the same recursion, so it is the method's own quadrature of D.
 */
export class ChebyshevStepper implements Stepper {
  private readonly flow: CollisionFlow;
  private readonly options: SchemeOptions;
  private readonly radius: SpectralRadius;
  private readonly score: Float64Array;
  private readonly firstRate: Float64Array;
  private readonly rate: Float64Array;
  private readonly increment: Float64Array;
  private stage: Float64Array;
  private last: Float64Array;
  private beforeLast: Float64Array;

  constructor(flow: CollisionFlow, options: SchemeOptions) {
    this.flow = flow;
    this.options = options;
    this.radius = new SpectralRadius(flow);
    this.score = flow.vector();
    this.firstRate = flow.vector();
    this.rate = flow.vector();
    this.increment = new Float64Array(flow.space.length);
    this.stage = flow.vector();
    this.last = flow.vector();
    this.beforeLast = flow.vector();
  }

  async step(velocity: Float64Array, step: number): Promise<StepReport> {
    const { firstRate } = this;
    const firstGrowth = await this.evaluate(velocity, firstRate);
    const { radius, evaluations } = await this.radius.estimate(velocity, firstRate);
    const count = Math.max(2, 1 + Math.floor(Math.sqrt(1 + 1.54 * step * radius)));
    const iterations = evaluations + count + (this.options.estimateError ? 1 : 0);
    if (!(count <= this.options.maxIterations)) return this.failure(iterations);

    this.last.set(velocity);
    this.beforeLast.set(velocity);
    let production = 0, productionLast = 0, productionBeforeLast = 0;
    for (const [j, { mu, nu, muTilde, gammaTilde }] of chebyshevStages(count).entries()) {
      const growth = j === 0 ? firstGrowth : await this.evaluate(this.last, this.rate);
      const rate = j === 0 ? firstRate : this.rate;
      combine(this.increment, [muTilde, rate], [gammaTilde, firstRate]);
      combine(this.stage, [1 - mu - nu, velocity], [mu, this.last], [nu, this.beforeLast], [step, this.increment]);
      production = mu * productionLast + nu * productionBeforeLast + step * (muTilde * growth + gammaTilde * firstGrowth);
      [productionBeforeLast, productionLast] = [productionLast, production];
      [this.beforeLast, this.last, this.stage] = [this.last, this.stage, this.beforeLast];
    }
    if (!this.flow.space.finite(this.last) || !Number.isFinite(production)) return this.failure(iterations);
    const report = { converged: true, production, iterations };
    if (!this.options.estimateError) {
      velocity.set(this.last);
      return report;
    }
    await this.evaluate(this.last, this.rate);
    subtract(this.stage, velocity, this.last);
    combine(this.increment, [1, firstRate], [1, this.rate]);
    combine(this.stage, [0.8, this.stage], [0.4 * step, this.increment]);
    velocity.set(this.last);
    const { space } = this.flow;
    return { ...report, error: space.norm(this.stage) / thermalNorm(space, velocity) };
  }

  memory(): Memory {
    return this.radius.memory();
  }

  restore(memory: Memory): void {
    this.radius.restore(memory);
  }

  private failure(iterations: number): StepReport {
    this.radius.forget();
    return { converged: false, overflow: true, production: 0, iterations };
  }

  /** rate at `velocity`; returns the entropy's growth D there. */
  private async evaluate(velocity: Float64Array, rate: Float64Array): Promise<number> {
    await this.flow.score(velocity, this.score);
    await this.flow.collide(velocity, this.score, rate);
    return -this.flow.space.dot(this.score, rate);
  }
}
