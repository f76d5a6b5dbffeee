import { FormulaError } from '../physics/formula-parser.ts';
import { didYouMean } from './nearest.ts';

/** What is wrong with an expression, where in it, and what may have been meant. Anything but a FormulaError is thrown on. */
export function formulaProblem(error: unknown, expression: string): string {
  if (!(error instanceof FormulaError)) throw error;
  const place = error.index === undefined ? '' : ` at character ${error.index + 1} of "${expression}"`;
  if (error.unknown === undefined) return `${error.message}${place}.`;
  return `${error.message}${place}.${didYouMean(error.unknown, error.known) || ` Known here: ${error.known.join(', ')}`}`;
}
