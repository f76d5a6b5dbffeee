import type { Family } from '../diagnostic.ts';

/** S, its production D, and the balance of the two: (2.41) of Theorem 2. */
export default {
  diagnostics: [
    {
      name: 'entropy', description: 'entropy of the particles: regularised, S_eps, or -sum of w log f where they carry log f',
      dimension: 'M', order: 60, about: 'solution', group: 'entropy', value: ({ observation }) => observation.entropy,
    },
    {
      name: 'entropy_production', description: 'entropy production D', dimension: 'M / T', order: 70, about: 'solution', group: 'entropy',
      value: ({ observation }) => observation.production,
    },
    {
      name: 'generic_residual', description: 'S(t) - S(0) - integral of D from 0 to t', dimension: 'M', order: 120, about: 'solution',
      value: ({ observation, course }) => observation.entropy - course.entropyStart - course.produced - course.jump,
    },
  ],
  charts: ({ jumps }) => [
    {
      id: 'entropy', section: 'entropy', place: 20, title: 'Entropy gained and its production',
      note:
        'S(t) \u2212 S(0) and \u222bD dt must agree, apart from jumps at remaps (marked) and resets of a label: the entropy balance ' +
        '(2.41) of Theorem 2. The integral is the time scheme\u2019s own quadrature.',
      yLabel: 'S(t) \u2212 S(0)',
      curves: [
        { label: 'S(t) \u2212 S(0)', colour: 0, columns: ['entropy'], form: 'gain', broad: true },
        { label: '\u222bD dt', colour: 1, columns: ['entropy', 'generic_residual'], besides: jumps, form: 'expected gain' },
        { label: 'remaps', colour: 2, columns: ['entropy', 'remap_jump'], form: 'marks on the gain' },
      ],
    },
    {
      id: 'entropy-production', section: 'entropy', place: 30, title: 'Entropy production D',
      note: 'D = dS/dt is never negative, and zero at equilibrium alone.',
      yLabel: 'D', log: true, curves: [{ label: 'D', colour: 0, columns: ['entropy_production'] }],
    },
    {
      id: 'entropy-balance', section: 'entropy', place: 40, title: 'Residual of the entropy balance',
      note: '|S(t) \u2212 S(0) \u2212 \u222bD dt|: rounding for the discrete-gradient scheme, time step error for the others.',
      yLabel: 'residual', log: true, floored: true,
      curves: [{ label: '|residual|', colour: 2, columns: ['generic_residual'], form: 'size' }],
    },
  ],
} satisfies Family;
