import { columnsOf, type Diagnostic, type DiagnosticChart, type DiagnosticCurve, type Family, type Observed } from '../diagnostic.ts';
import { fisher, fisherMixed, relaxedTime } from '../fisher.ts';
import { mass } from '../../state/moments.ts';
import temperature from './temperature.ts';

const common = { about: 'solution', group: 'Fisher information', told: true } as const satisfies Partial<Diagnostic>;

/** fisherMixed with the time replaced by what `clock` makes of it. */
const mixed = (clock: (observed: Observed) => number) => (observed: Observed): number => {
  const { particles, observation: { spatial, score } } = observed;
  return fisherMixed(particles, { spatial, velocity: score }, clock(observed));
};

const charts = ({ carried, dimensions }: { carried: boolean; dimensions: { x: number; v: number } }): readonly DiagnosticChart[] => {
  const remark = carried ? ' Of the fitted score: a lower bound, as good as the score\u2019s residual is small.' : '';
  const [tensor] = temperature.diagnostics;
  const diagonal = columnsOf(tensor, dimensions).filter((name) => name.at(-1) === name.at(-2));
  const floor: DiagnosticCurve = { label: 'Cram\u00e9r\u2013Rao floor', colour: 0, columns: ['mass', ...diagonal], form: 'least Fisher' };
  return [
    {
      id: 'fisher-x', section: 'fisher', place: 10, title: 'Fisher information in position', yLabel: 'I_x', where: 'fisher_x',
      note: `I_x = \u222b|\u2207_x f|\u00b2/f. Theorem 4: never rises when \u03ba is constant.${remark}`,
      curves: [{ label: 'I_x', colour: 0, columns: ['fisher_x'] }],
    },
    {
      id: 'fisher-v', section: 'fisher', place: 20, title: 'Fisher information in velocity', yLabel: 'I_v',
      note: `I_v = \u222b|\u2207_v f|\u00b2/f; its floor d\u00b7mass/T is reached by a Maxwellian of the total temperature T.${remark}`,
      curves: [{ label: 'I_v', colour: 1, columns: ['fisher_v'] }, floor],
    },
    {
      id: 'fisher-mixed', section: 'fisher', place: 30, title: 'Mixed Fisher information', yLabel: 'I_mixed', where: 'fisher_x',
      note:
        'I_mixed = \u222b|(t\u2207_x + \u2207_v) f|\u00b2/f, and the same with the relaxed time (1 \u2212 ' +
        'exp(\u2212\u03bdt))/\u03bd. Theorem 5 says that I_mixed never rises for constant \u03ba and \u03b3 = 0; the ' +
        `Cram\u00e9r\u2013Rao floor d\u00b7mass/T bounds it from below.${remark}`,
      curves: [
        { label: 'I_mixed', colour: 3, columns: ['fisher_mixed'] },
        { label: 'relaxed', colour: 4, columns: ['fisher_mixed_relaxed'] },
        floor,
      ],
    },
  ];
};

/** Fisher informations of f; without x those with x say nothing. */
export default {
  diagnostics: [
    {
      ...common, name: 'fisher_x', description: 'Fisher information in position, integral of |grad_x f|^2 / f', dimension: 'M / X^2',
      order: 80, where: 'fisher_x', value: ({ particles, observation }) => fisher(particles, observation.spatial),
    },
    {
      ...common, name: 'fisher_v', description: 'Fisher information in velocity, integral of |grad_v f|^2 / f', dimension: 'M / V^2',
      order: 90, value: ({ particles, observation }) => fisher(particles, observation.score),
    },
    {
      ...common, name: 'fisher_mixed', description: 'mixed Fisher information, integral of |(t grad_x + grad_v) f|^2 / f',
      dimension: 'M / V^2', order: 100, where: 'fisher_x', value: mixed(({ time }) => time),
    },
    {
      ...common, name: 'fisher_mixed_relaxed', description: 'mixed Fisher information with t replaced by (1 - exp(-nu t)) / nu',
      dimension: 'M / V^2', order: 110, where: 'fisher_x',
      value: mixed(({ time, particles, scenario: { equation } }) =>
        relaxedTime(time, equation.dimensions.v, equation.strength, mass(particles))),
    },
    {
      name: 'fisher_x_dissipation', description: 'what Lemma 8 makes -d fisher_x / dt for constant kappa', dimension: 'M / (X^2 T)',
      order: 1000, solvers: ['grid'], about: 'solution', group: 'Fisher information',
    },
  ],
  charts,
} satisfies Family;
