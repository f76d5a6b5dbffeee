import { max } from 'd3-array';
import type { Column, Particles } from '../../contracts.ts';
import { compensatedSum } from '../../math/sum.ts';
import { largest } from '../../ranks/share.ts';
import { boxLength } from '../../state/box.ts';
import { columnsOf, type Diagnostic, type Family } from '../diagnostic.ts';

/** |sum_i w_i exp(-2 pi i x / length)| / mass: the first Fourier mode of the space density, which damping drains. */
function densityMode({ weight, count, share }: Particles, x: Column, length: number | undefined): number {
  if (length === undefined) return NaN;
  const k = (2 * Math.PI) / length;
  const real = compensatedSum(count, (i) => weight[i] * Math.cos(k * x[i]), share);
  const imaginary = compensatedSum(count, (i) => weight[i] * Math.sin(k * x[i]), share);
  return Math.hypot(real, imaginary) / compensatedSum(count, (i) => weight[i], share);
}

const modes: Diagnostic = {
  name: 'density_mode', description: 'modulus of the first Fourier mode of the space density over the mass; NaN in free space',
  dimension: '1', order: 170, components: 'x', about: 'solution', group: 'modes', missing: (scenario) => boxLength(scenario) === undefined,
  value: ({ scenario, particles }) => particles.position.map((x, d) => densityMode(particles, x, boxLength(scenario)?.[d])),
};

export default {
  diagnostics: [
    {
      name: 'density_max', description: 'largest density at a particle: smoothed, or carried where they carry log f',
      dimension: 'M / (X^dx V^dv)', order: 140, about: 'solution',
      value: ({ observation: { density }, particles: { count, share } }) => largest(max(density.subarray(0, count)) ?? -Infinity, share),
    },
    modes,
  ],
  charts: ({ dimensions, carried }) => [
    {
      id: 'density-mode', section: 'pictures', place: 10, title: 'First Fourier mode of the density',
      note:
        'Modulus of \u222b\u222b f exp(\u2212ikx), k = 2\u03c0/length, over the mass: the density wave, which phase mixing and ' +
        'collisions drain.',
      yLabel: 'density mode', log: true,
      curves: columnsOf(modes, dimensions).map((name, k) =>
        ({ label: name.replace(`${modes.name}_`, 'axis '), colour: k, columns: [name] })),
    },
    {
      id: 'density-max', section: 'pictures', place: 40, title: carried ? 'Largest density' : 'Largest smoothed density',
      note: `Largest value of ${carried ? 'f, carried by the particles,' : 'the smoothed f'} at a particle: stays bounded (Lemma 6).`,
      yLabel: 'max f', curves: [{ label: 'max f', colour: 5, columns: ['density_max'] }],
    },
  ],
} satisfies Family;
