import type { GalerkinCollisions } from '../../galerkin/galerkin-collisions.ts';
import type { Diagnostic, Family, Observed } from '../diagnostic.ts';

const common = { solvers: ['galerkin'] } as const satisfies Partial<Diagnostic>;
/** What the collisions of these runs know. */
const known = ({ collisions }: Observed): GalerkinCollisions => collisions as GalerkinCollisions;

/** How well a Galerkin score is doing, and in which space. */
export default {
  diagnostics: [
    {
      ...common, name: 'score_residual', dimension: '1', order: 300, about: 'quality',
      description: 'integration by parts one degree above the score: 1e-4 to 3e-2 is healthy, 1 is lost',
      value: (observed) => known(observed).residual,
    },
    {
      ...common, name: 'determinant_min', dimension: '1', order: 310, about: 'quality',
      description: 'least determinant of the change of variables of a step since the last row',
      overSteps: { start: 1, since: 'row', after: (least, { report }) => Math.min(least, report.leastDeterminant ?? 1) },
    },
    {
      ...common, name: 'remap_jump', dimension: 'M', order: 320, about: 'clock', jumps: true,
      description: 'sum of the jumps of the entropy at remaps so far', value: ({ course }) => course.jump,
    },
    {
      ...common, name: 'modes', dimension: '1', order: 330, about: 'clock',
      description: 'largest total order of the space functions in use', value: (observed) => known(observed).modes,
    },
    {
      ...common, name: 'degree', dimension: '1', order: 340, about: 'clock', description: 'degree in v of the score',
      value: (observed) => known(observed).degree,
    },
  ],
  charts: () => [
    {
      id: 'score-residual', section: 'indicators', place: 10, title: 'Residual of the score',
      note: 'Integration by parts one degree above the score: 1e\u22124 to 3e\u22122 is healthy, 1 is lost.',
      yLabel: 'residual', log: true, floored: true,
      curves: [{ label: 'residual', colour: 0, columns: ['score_residual'], computed: true }],
    },
    {
      id: 'determinant', section: 'indicators', place: 20, title: 'Least determinant of a step',
      note:
        'Of the change of variables of the steps since the output before: 1 moves nothing apart; steps that leave [0.1, ' +
        '10] are halved.',
      yLabel: 'det', curves: [{ label: 'least determinant', colour: 1, columns: ['determinant_min'], computed: true }],
    },
    {
      id: 'space', section: 'indicators', place: 30, title: 'Modes and degree',
      note: 'Modes in x that the lattice still carries, and degree in v of the score. A remap gives back the modes that streaming took.',
      yLabel: 'number',
      curves: [
        { label: 'modes', colour: 3, columns: ['modes'], computed: true },
        { label: 'degree', colour: 4, columns: ['degree'], computed: true },
      ],
    },
    {
      id: 'remaps', section: 'indicators', place: 40, title: 'Jumps of the entropy at remaps',
      note: 'Sum of the jumps so far; they are not counted as gained or produced. Marks: rows after a remap.',
      yLabel: 'sum of jumps', beyond: 0,
      curves: [
        { label: 'jumps', colour: 5, columns: ['remap_jump'], computed: true },
        { label: 'remaps', colour: 2, columns: ['remap_jump', 'remap_jump'], form: 'marks', computed: true },
      ],
    },
  ],
} satisfies Family;
