import { energy, mass, momentum } from '../../state/moments.ts';
import { columnsOf, type Diagnostic, type Family } from '../diagnostic.ts';

const total: Diagnostic = {
  name: 'momentum', description: 'total momentum, sum of w v', dimension: 'M V', order: 30, components: 'v', about: 'solution',
  group: 'conserved', scale: 'thermal momentum', value: ({ particles }) => momentum(particles),
};

/** What the collisions and the transport keep. */
export default {
  diagnostics: [
    {
      name: 'mass', description: 'total mass, sum of w', dimension: 'M', order: 20, about: 'solution', group: 'conserved',
      value: ({ particles }) => mass(particles),
    },
    total,
    {
      name: 'energy', description: 'kinetic energy, sum of w |v|^2 / 2', dimension: 'M V^2', order: 40, about: 'solution',
      group: 'conserved', value: ({ particles }) => energy(particles),
    },
  ],
  charts: ({ dimensions }) => [
    {
      id: 'conservation', section: 'entropy', place: 10, title: 'Drift of the conserved quantities',
      note:
        'Relative to the first value; momentum relative to the thermal momentum \u221a(2 \u00b7 energy \u00b7 mass). Drifts below ' +
        '1e\u221217, zero included, are drawn at 1e\u221217.',
      yLabel: 'relative drift', log: true, floored: true,
      curves: [
        { label: 'mass', colour: 0, columns: ['mass'], form: 'relative drift', computed: true },
        {
          label: 'momentum', colour: 1, columns: ['mass', 'energy', ...columnsOf(total, dimensions)], form: 'thermal drift', computed: true,
        },
        { label: 'energy', colour: 2, columns: ['energy'], form: 'relative drift', computed: true },
      ],
    },
  ],
} satisfies Family;
