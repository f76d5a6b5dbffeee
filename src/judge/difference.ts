import { diagnosticOf } from '../diagnostics/catalogue.ts';
import type { Difference } from './comparison.ts';

type Row = Readonly<Record<string, number>>;

/** Moduli below this are rounding: their angles mean nothing. */
const noModulus = 1e-9;

/**
 * Run minus reference of the columns that both have and that are numbers in both; of angles modulo 2 pi, in (-pi, pi], where both
 * have a modulus.
 */
export function differences(run: Row, reference: Row): Record<string, Difference> {
  const isKnown = (row: Row, name: string): boolean => {
    const modulus = modulusOf(name);
    return Number.isFinite(row[name]) && (modulus === undefined || row[modulus] >= noModulus);
  };
  const shared = Object.keys(run).filter((name) => isKnown(run, name) && isKnown(reference, name));
  return Object.fromEntries(shared.map((name) => {
    const difference = run[name] - reference[name];
    return [name, { run: run[name], reference: reference[name], difference: modulusOf(name) ? wrapped(difference) : difference }];
  }));
}

/** An angle modulo 2 pi, in (-pi, pi]. */
export const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.ceil(angle / (2 * Math.PI) - 0.5);

/** The column of the modulus that belongs to an angle's; undefined for all other columns. */
export function modulusOf(column: string): string | undefined {
  const { name = '', angleOf } = diagnosticOf(column) ?? {};
  return angleOf === undefined ? undefined : column.replace(name, angleOf);
}
