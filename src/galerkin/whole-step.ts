import type { Column, Particles, SubstepReport, TimeControl } from '../contracts.ts';
import { kineticEnergy, restoreEnergy } from '../dynamics/energy.ts';
import { classical } from '../dynamics/runge-kutta.ts';
import { velocitySpace } from '../dynamics/space.ts';
import { nothing } from '../dynamics/substep-report.ts';
import { Refusal } from '../refusal.ts';
import { wrap } from '../state/particles.ts';
import { components, jacobianCoefficients, velocityDerivatives } from './fields.ts';
import type { CoordinateFlow } from './flow.ts';
import { carry, isWithin, resolved } from './log-density.ts';
import { extent, type Passes } from './passes.ts';

/** Step times decay rate that the classical method follows on the negative axis. */
const stable = 2.78;

/**
 * Throws a Refusal where steps without a splitting are longer than the highest function, m (m + d - 1) times the relaxation, allows: m is
 * the degree of a score in d velocities and one more.
 */
export function requireStable({ splitting, step }: TimeControl, degree: number, velocities: number, relaxation: number): void {
  if (splitting !== 'none' || typeof step !== 'number') return;
  const longest = stable / (relaxation * (degree + 1) * (degree + velocities));
  if (step <= longest) return;
  const problem = `steps of ${step} without a splitting are unstable with degree ${degree}: at most ${longest.toPrecision(2)} are not`;
  throw new Refusal('input', problem, { advice: 'shorten time.step, or use time.splitting: strang with an implicit scheme' });
}

/** Slopes at a stage: of the columns of x and v, and of -log f. */
interface Stage {
  readonly slopes: readonly Column[];
  readonly divergence: Column;
  readonly production: number;
}

/**
 * Steps of x' = v, v' = u(x, v), d(log f)/dt = -div_v u, u the projected rate of the Galerkin score, by the classical Runge-Kutta method:
 * nothing is split, so that the error is of fourth order in the step, where Strang's is of second. The space is taken anew at
 * each stage. Momentum is kept to rounding, and the energy by a rescaling about the mean velocity that log f counts; S rises by the
 * integral of its production up to the error of the method.
 */
export class WholeStep {
  private readonly flow: CoordinateFlow;
  private readonly particles: Particles;
  private readonly passes: Passes;
  private readonly coefficients: { readonly field: Float64Array; readonly jacobian: Float64Array; readonly trace: Float64Array };
  private readonly derivatives: ReturnType<typeof velocityDerivatives>;

  constructor(flow: CoordinateFlow, particles: Particles, passes: Passes) {
    const { dimensions, range, derivatives, basis } = flow.fields;
    this.flow = flow;
    this.particles = particles;
    this.passes = passes;
    this.derivatives = velocityDerivatives(basis);
    this.coefficients = {
      field: new Float64Array(dimensions * range.size),
      jacobian: new Float64Array(dimensions * dimensions * derivatives.size),
      trace: new Float64Array(derivatives.size),
    };
  }

  /** Moves the particles, and log f with them. Not converged: they are anywhere. */
  async advance(step: number, logDensity: Column): Promise<SubstepReport> {
    const { position, velocity, weight, share } = this.particles;
    const start = [...position, ...velocity].map((column) => column.slice());
    const stages: Stage[] = [];
    const failed = (): SubstepReport => ({ ...nothing, converged: false, overflow: true, iterations: stages.length, steps: 1 });
    for (const row of classical.stages) {
      this.place(start, stages, row, step);
      const stage = await this.stage();
      if (!stage) return failed();
      stages.push(stage);
    }
    this.place(start, stages, classical.weights, step);
    const space = velocitySpace(weight, velocity.length, share);
    const all = joined(velocity);
    if (!space.finite(all)) return failed();
    const factor = restoreEnergy(space, all, kineticEnergy(space, joined(start.slice(position.length))));
    velocity.forEach((column, d) => column.set(all.subarray(d * column.length, (d + 1) * column.length)));
    const rescaled = velocity.length * Math.log(factor);
    const change = carry(logDensity, this.particles, (i) =>
      stages.reduce((sum, { divergence }, k) => sum + step * classical.weights[k] * divergence[i], rescaled));
    const converged = isWithin(change, resolved);
    const production = stages.reduce((sum, stage, k) => sum + step * classical.weights[k] * stage.production, 0);
    return { converged, production, iterations: stages.length, steps: 1, leastDeterminant: change.least };
  }

  /** Columns of x and v <- start + step times the sum of slopes, x wrapped into its box. */
  private place(start: readonly Column[], stages: readonly Stage[], factors: readonly number[], step: number): void {
    const { position, velocity, count } = this.particles;
    const { axes } = this.flow.fields.basis;
    [...position, ...velocity].forEach((column, k) => {
      const axis = k < position.length ? axes[k] : undefined;
      for (let i = 0; i < count; i++) {
        let slope = 0;
        for (let j = 0; j < factors.length; j++) slope += factors[j] * stages[j].slopes[k][i];
        const moved = start[k][i] + step * slope;
        column[i] = axis?.kind === 'fourier' ? wrap(moved, axis.length) : moved;
      }
    });
  }

  /** Slopes of the particles where they are; undefined where the functions are dependent on them, or the rate is not finite. */
  private async stage(): Promise<Stage | undefined> {
    const { flow, passes, particles: { position, velocity, capacity } } = this;
    if (!(await flow.rebase())) return undefined;
    const y = flow.vector(), rate = flow.vector();
    await flow.score(flow.origin, y);
    await flow.collide(flow.origin, y, rate);
    if (!flow.space.finite(rate)) return undefined;
    const c = flow.toCoefficients(rate);
    const [divergence, ...rates] = passes.columns('whole', 1 + velocity.length, capacity);
    await flow.evaluate(c, rates);
    await this.divergence(c, divergence);
    const along = position.map((column, d) => (d < velocity.length ? velocity[d].slice() : new Float64Array(column.length)));
    return {
      slopes: [...along, ...rates.map((column) => column.slice())], divergence: divergence.slice(),
      production: -flow.space.exactDot(y, rate),
    };
  }

  /** out <- div_v of the field with these coefficients: the trace of its derivatives, one function for all of them. */
  private async divergence(coefficients: Float64Array, out: Column): Promise<void> {
    const { flow: { fields, points }, passes, derivatives, coefficients: { field, jacobian, trace } } = this;
    const { dimensions, basis } = fields;
    components(fields, coefficients, field);
    jacobianCoefficients(fields, derivatives, field, jacobian);
    trace.fill(0);
    for (let d = 0; d < dimensions; d++) {
      const from = d * (dimensions + 1) * trace.length;
      for (let k = 0; k < trace.length; k++) trace[k] += jacobian[from + k];
    }
    const { position, velocity, phase, count, share } = points;
    await passes.run({
      kind: 'evaluate', basis, drop: 1, points: { position, velocity, phase }, ...extent({ count, share }),
      coefficients: passes.shared('coefficients', trace), out: [out],
    });
  }
}

/** Columns one after the other, as a vector of the particles' space. */
function joined(columns: readonly Column[]): Float64Array {
  const stride = columns[0].length;
  const vector = new Float64Array(columns.length * stride);
  columns.forEach((column, d) => vector.set(column, d * stride));
  return vector;
}
