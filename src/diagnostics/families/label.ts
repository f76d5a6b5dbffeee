import type { BlobCollisions } from '../../dynamics/blob-collisions.ts';
import type { Family } from '../diagnostic.ts';

/** The co-moving label of a blob. */
export default {
  diagnostics: [
    {
      name: 'label_time', description: 'tau of the co-moving label x - tau v', dimension: 'T', order: 200,
      solvers: ['blob'], about: 'clock', value: ({ collisions }) => (collisions as BlobCollisions).flow.labelTime,
    },
    {
      name: 'label_jump', description: 'sum of the jumps of S_eps at resets of the label so far', dimension: 'M', order: 210,
      solvers: ['blob'], about: 'clock', jumps: true, value: ({ course }) => course.jump,
    },
  ],
} satisfies Family;
