import { temperatureTensor } from '../../state/moments.ts';
import { columnsOf, type Diagnostic, type DiagnosticCurve, type Family } from '../diagnostic.ts';

const tensor: Diagnostic = {
  name: 'temperature', description: 'temperature tensor, sum of w (v - u)(v - u) / mass', dimension: 'V^2', order: 50, components: 'vv',
  about: 'solution', group: 'moments', value: ({ particles }) => Object.values(temperatureTensor(particles)),
};

const onDiagonal = (name: string): boolean => name.at(-1) === name.at(-2);

/** One curve a column, in colours from `colour` on. */
const drawn = (names: readonly string[], colour: number): readonly DiagnosticCurve[] =>
  names.map((name, k) => ({ label: name.replace(`${tensor.name}_`, 'T_'), colour: colour + k, columns: [name] }));

export default {
  diagnostics: [tensor],
  charts: ({ dimensions }) => {
    const names = columnsOf(tensor, dimensions);
    return [
      {
        id: 'temperature', section: 'pictures', place: 20, title: 'Temperature tensor',
        note: 'T = \u03a3 w (v \u2212 u)(v \u2212 u) / mass. Its trace is conserved; collisions make it isotropic.',
        yLabel: 'temperature', curves: drawn(names.filter(onDiagonal), 0),
      },
      {
        id: 'temperature-shear', section: 'pictures', place: 30, title: 'Temperature tensor off its diagonal',
        note: 'Zero by symmetry in many scenarios, and then not shown.',
        // Below that it is rounding.
        yLabel: 'temperature', beyond: 1e-10, curves: drawn(names.filter((name) => !onDiagonal(name)), 3),
      },
    ];
  },
} satisfies Family;
