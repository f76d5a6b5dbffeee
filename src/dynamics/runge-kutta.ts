import type { CollisionFlow, Stepper, StepReport } from '../contracts.ts';
import { addScaled } from './vectors.ts';

/** Butcher tableau of an explicit method: row i of `stages` holds a_i0 .. a_i,i-1; the first row is empty. */
export interface Tableau {
  readonly stages: readonly (readonly number[])[];
  readonly weights: readonly number[];
}

/** The classical method of fourth order (W. Kutta, Z. Math. Phys. 46 (1901) 435). */
export const classical: Tableau = { stages: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]], weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6] };

/**
 * An explicit Runge-Kutta method for the collision flow: k_i = rate(v + step sum_j a_ij k_j), v <- v + step sum_i b_i k_i.
 * The production is the same quadrature of the entropy's exact growth, step sum_i b_i D_i with
 * D_i = -sum m g_i . k_i = dS_eps/dt at stage i. A non-finite result leaves the velocity as it was.
 */
export function explicitStepper(flow: CollisionFlow, tableau: Tableau): Stepper {
  const stage = flow.vector();
  const score = flow.vector();
  const rates = tableau.weights.map(() => flow.vector());

  async function step(velocity: Float64Array, step: number): Promise<StepReport> {
    let production = 0;
    for (let i = 0; i < rates.length; i++) {
      stage.set(velocity);
      tableau.stages[i].forEach((a, j) => {
        if (a !== 0) addScaled(stage, stage, step * a, rates[j]);
      });
      await flow.score(stage, score);
      await flow.collide(stage, score, rates[i]);
      production -= step * tableau.weights[i] * flow.space.dot(score, rates[i]);
    }
    stage.set(velocity);
    tableau.weights.forEach((b, i) => addScaled(stage, stage, step * b, rates[i]));
    const converged = flow.space.finite(stage) && Number.isFinite(production);
    if (converged) velocity.set(stage);
    return { converged, overflow: !converged, production, iterations: rates.length };
  }
  return { step };
}
