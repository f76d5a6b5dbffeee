import type { Family } from '../diagnostic.ts';

/** How far the run is, and what its steps cost. */
export default {
  diagnostics: [
    {
      name: 'iteration', description: 'number of steps taken', dimension: '1', order: 0, about: 'clock',
      value: ({ course }) => course.iteration,
    },
    { name: 'time', description: 'time t', dimension: 'T', order: 10, about: 'clock', value: ({ time }) => time },
    {
      name: 'step', description: 'length of the last time step', dimension: 'T', order: 150, about: 'clock',
      value: ({ course }) => course.step,
    },
    {
      name: 'iterations', description: 'mean solver iterations, or stages, of a collision step since the last row', dimension: '1',
      order: 160, about: 'quality', value: ({ course }) => course.iterations,
    },
  ],
  charts: () => [
    {
      id: 'step', section: 'numerics', place: 10, title: 'Time step', note: 'Length of the last time step before each output.',
      yLabel: 'step', curves: [{ label: 'step', colour: 0, columns: ['step'], form: 'positive', computed: true }],
    },
    {
      id: 'iterations', section: 'numerics', place: 20, title: 'Work of a collision step',
      note: 'Mean solver iterations, or stages, of a collision step since the output before.', yLabel: 'iterations',
      curves: [{ label: 'iterations', colour: 2, columns: ['iterations'], form: 'positive', computed: true }],
    },
  ],
} satisfies Family;
