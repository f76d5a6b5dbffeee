import type { Column, Memory, SchemeKind, Stepper, SubstepReport } from '../contracts.ts';
import { kineticEnergy, restoreEnergy } from '../dynamics/energy.ts';
import { nothing, single } from '../dynamics/substep-report.ts';
import type { CoordinateFlow } from './flow.ts';
import { resolved } from './log-density.ts';

const driftMemory = 'drift';

/**
 * Collision steps of one flow by one scheme. The labels of a step are where half of it leads, by the displacement of the
 * step before it: a space that stood where the step begins would be wrong by what the particles move in it, an error of
 * first order in the step. Kept between steps, as coefficients of fields since coordinates change: that displacement, and
 * what the scheme remembers.
 */
export class CentredStep {
  private readonly flow: CoordinateFlow;
  private readonly stepper: Stepper;
  private readonly scheme: SchemeKind;
  private remembered: Memory = {};
  /** Displacement a unit of time in the last step. */
  private drift: Float64Array | undefined;

  constructor(flow: CoordinateFlow, scheme: SchemeKind, stepper: Stepper) {
    this.flow = flow;
    this.scheme = scheme;
    this.stepper = stepper;
  }

  /** Moves the particles by a step, and log f with them; they stay where they are when it fails. */
  async advance(length: number, logDensity: Column): Promise<SubstepReport> {
    const { flow, scheme } = this;
    const y = flow.vector();
    if (!this.drift) {
      // Nothing is known of the way ahead: the step is tried from its beginning, for that alone.
      const trial = await this.solve(y, length);
      if (!trial.converged) return trial;
      this.drift = this.driftTo(y, length);
    }
    const report = await this.solve(y, length, this.drift.map((c) => (length / 2) * c));
    if (!report.converged) return report;
    // The rescaling is a field of the space, so that the determinant counts it.
    if (!scheme.keeps.energy) restoreEnergy(flow.space, y, kineticEnergy(flow.space, flow.start));
    const { moved, least } = await flow.displace(y, logDensity, resolved);
    if (!moved) return { ...report, converged: false, leastDeterminant: least };
    this.drift = this.driftTo(y, length);
    this.remembered = this.converted(this.stepper.memory?.() ?? {}, (from, to) => to.set(flow.toCoefficients(from)));
    return { ...report, leastDeterminant: least };
  }

  private async solve(y: Float64Array, length: number, ahead?: Float64Array): Promise<SubstepReport> {
    const { flow, stepper } = this;
    if (!(await flow.rebase(ahead))) return { ...nothing, converged: false, steps: 1 };
    stepper.restore?.(this.converted(this.remembered, (from, to) => flow.toCoordinates(from, to)));
    y.set(flow.start);
    return single(await stepper.step(y, length));
  }

  private driftTo(y: Float64Array, length: number): Float64Array {
    return this.flow.toCoefficients(y, this.flow.start).map((c) => c / length);
  }

  /** Vectors of the flow's length turned by `turn`; times and the like stay. */
  private converted(memory: Memory, turn: (from: Float64Array, to: Float64Array) => void): Memory {
    const { length } = this.flow.space;
    const entries = Object.entries(memory).map(([name, vector]): [string, Float64Array] => {
      if (vector.length !== length) return [name, vector];
      const turned = new Float64Array(length);
      turn(vector, turned);
      return [name, turned];
    });
    return Object.fromEntries(entries);
  }

  /** After a jump of the particles their past says nothing of what comes. */
  forget(): void {
    this.remembered = {};
    this.drift = undefined;
  }

  memory(): Memory {
    return { ...this.remembered, ...(this.drift && { [driftMemory]: this.drift }) };
  }

  restore({ [driftMemory]: drift, ...remembered }: Memory): void {
    this.remembered = remembered;
    this.drift = drift;
  }
}
