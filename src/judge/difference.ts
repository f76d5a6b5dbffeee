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
  const isKnown = (row: Row, name: string): boolean => Number.isFinite(row[name]) && (modulusOf(row, name) ?? Infinity) >= noModulus;
  const shared = Object.keys(run).filter((name) => isKnown(run, name) && isKnown(reference, name));
  return Object.fromEntries(shared.map((name) => {
    const difference = run[name] - reference[name];
    const turns = isAngle(name) ? Math.round(difference / (2 * Math.PI)) : 0;
    return [name, { run: run[name], reference: reference[name], difference: difference - 2 * Math.PI * turns }];
  }));
}

export const isAngle = (name: string): boolean => diagnosticOf(name)?.angleOf !== undefined;

/** The modulus that belongs to an angle; undefined for all other columns. */
function modulusOf(row: Row, name: string): number | undefined {
  const diagnostic = diagnosticOf(name);
  return diagnostic?.angleOf === undefined ? undefined : row[name.replace(diagnostic.name, diagnostic.angleOf)];
}
