import type { CollisionFlow, Stepper, StepReport } from '../contracts.ts';
import { thermalNorm } from './energy.ts';
import { subtract, weightedNorm } from './vectors.ts';

/**
 * Step doubling (Hairer, Norsett, Wanner, Solving ODEs I, II.4): two half steps are kept, and their distance to one
 * whole step, over 2^order - 1, estimates their error.
 */
export function doubled(stepper: Stepper, flow: CollisionFlow, order: number): Stepper {
  const start = flow.vector();
  const whole = flow.vector();

  async function step(velocity: Float64Array, step: number): Promise<StepReport> {
    start.set(velocity);
    const coarse = await stepper.step(velocity, step);
    whole.set(velocity);
    velocity.set(start);
    const first = coarse.converged ? await stepper.step(velocity, step / 2) : coarse;
    const second = first.converged ? await stepper.step(velocity, step / 2) : first;
    const iterations = coarse.iterations + first.iterations + second.iterations;
    if (!second.converged) {
      velocity.set(start);
      return { converged: false, overflow: second.overflow, production: 0, iterations };
    }
    subtract(whole, whole, velocity);
    const error = weightedNorm(flow.weight, whole) / ((2 ** order - 1) * thermalNorm(flow.weight, velocity));
    return { converged: true, production: first.production + second.production, iterations, error };
  }
  return { step };
}
