import type { LocalMoments } from '../diagnostics/profiles.ts';
import type { LinearResponse, LinearState, MomentName } from '../reference/linear.ts';

/**
 * Moments in v of the linear response at points of x, of velocities about the mean one: those of every mode, put together.
 * phi(x) = (M/length) (m_0 + sum_K 2 Re(m_K exp(iK(x - ut)))) with m_K as `LinearMode` has them; across x nothing moves.
 */
export function momentsAt(
  { mass, mean, temperature }: LinearResponse, { time, modes }: LinearState, x: Float64Array, length: number,
): LocalMoments & { readonly centre: readonly number[] } {
  const dv = mean.length;
  const over = (name: MomentName, still = 0): Float64Array => x.map((place) => {
    let sum = still;
    for (const { mode, wave, moments } of modes) {
      const { re, im } = moments[name];
      const phase = wave * (place - mean[0] * time);
      sum += (mode === 0 ? 1 : 2) * (re * Math.cos(phase) - im * Math.sin(phase));
    }
    return (sum * mass) / length;
  });
  const density = over('density', 1);
  const flux = over('momentum');
  const [heated, stress, heat] = [over('temperature'), over('stress'), over('heatFlux')];
  const none = new Float64Array(x.length);
  const pressure = mean.flatMap((_, a) => mean.slice(a).map((__, b) => (b > 0 ? none
    : density.map((n, p) => n * temperature + heated[p] + (a === 0 ? stress[p] : -stress[p] / (dv - 1))))));
  return {
    centre: mean, density, flux: mean.map((_, a) => (a === 0 ? flux : none)), pressure,
    energyFlux: mean.map((_, a) => (a === 0 ? heat.map((q, p) => 2 * q + (dv + 2) * temperature * flux[p]) : none)),
  };
}
