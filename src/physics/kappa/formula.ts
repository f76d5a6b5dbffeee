import type { KappaKind } from '../../contracts.ts';
import { readFormula } from '../formula.ts';
import { parseFormula, radialVocabulary } from '../formula-parser.ts';

export default {
  name: 'formula',
  summary: 'kappa(r) from an expression in r = |x|: + - * / ^, exp, log, sqrt, abs, min, max, pow, pi, e, numbers with names beside it',
  source: 'written by the user; checked to be finite, even and >= 0',
  parameters: { expression: { type: 'expression', description: 'expression in r, for example "1/(1+r^2)"' } },
  formula: (algebra, rSquared, { expression, ...parameters }) => {
    let root: ReturnType<typeof algebra.sqrt> | undefined;
    const r = () => (root ??= algebra.sqrt(rSquared));
    return readFormula(parseFormula(String(expression), radialVocabulary(parameters)), algebra, { rSquared, r, x: r });
  },
} satisfies KappaKind;
