/** Dormand & Prince 1980, the 5(4) pair: stage rows, and the difference of the two results for the error. */
const rows = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const clock = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
const difference = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

export type Derivative = (time: number, state: Float64Array, rate: Float64Array) => void;

/** Advances `state` in place from `from` to `to`, the local error of each step below `tolerance` times max |state|. */
export function integrate(derivative: Derivative, state: Float64Array, from: number, to: number, tolerance: number): void {
  const k = Array.from({ length: 7 }, () => new Float64Array(state.length));
  const trial = new Float64Array(state.length);
  let time = from;
  let step = (to - from) / 100;
  derivative(time, state, k[0]);
  while (time < to) {
    step = Math.min(step, to - time);
    for (let stage = 0; stage < 6; stage++) {
      for (let i = 0; i < state.length; i++) {
        let sum = 0;
        for (let p = 0; p <= stage; p++) sum += rows[stage][p] * k[p][i];
        trial[i] = state[i] + step * sum;
      }
      derivative(time + clock[stage + 1] * step, trial, k[stage + 1]);
    }
    let worst = 0;
    let scale = 0;
    for (let i = 0; i < state.length; i++) {
      let sum = 0;
      for (let p = 0; p < 7; p++) sum += difference[p] * k[p][i];
      worst = Math.max(worst, Math.abs(step * sum));
      scale = Math.max(scale, Math.abs(state[i]));
    }
    const ratio = worst / (tolerance * scale);
    if (ratio <= 1) {
      time = to - time - step < 1e-14 * Math.abs(to) ? to : time + step;
      state.set(trial);
      k[0].set(k[6]);
    }
    step *= Math.min(5, Math.max(0.2, 0.9 * ratio ** -0.2));
    if (!(step > 1e-14 * Math.max(1, Math.abs(to)))) throw new Error(`Dormand-Prince: step ${step} at time ${time}`);
  }
}
