import { max } from 'd3-array';
import { largest } from '../../ranks/share.ts';
import type { Family } from '../diagnostic.ts';

export default {
  diagnostics: [
    {
      name: 'density_max', description: 'largest density at a particle: smoothed, or carried where they carry log f',
      dimension: 'M / (X^dx V^dv)', order: 140, about: 'solution',
      value: ({ observation: { density }, particles: { count, share } }) => largest(max(density.subarray(0, count)) ?? -Infinity, share),
    },
  ],
  charts: ({ carried }) => [
    {
      id: 'density-max', section: 'pictures', place: 40, title: carried ? 'Largest density' : 'Largest smoothed density',
      note: `Largest value of ${carried ? 'f, carried by the particles,' : 'the smoothed f'} at a particle: stays bounded (Lemma 6).`,
      yLabel: 'max f', curves: [{ label: 'max f', colour: 5, columns: ['density_max'] }],
    },
  ],
} satisfies Family;
