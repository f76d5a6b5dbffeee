import type { Evaluation } from './evaluations.ts';
import type { Measurement } from './measure.ts';
import type { Rates, Variant } from './rates.ts';

const variants: readonly Variant[] = ['loops', 'reproducible', 'fastest', 'nativeReproducible', 'native', 'c'];
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], body: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...body.map(row)].join('\n');

const shown = (measured?: Measurement): string =>
  measured ? `${measured.median.toFixed(0)} ±${((100 * measured.spread) / 2).toFixed(0)} %` : '';
const quotient = (over?: Measurement, under?: Measurement): string => (over && under ? (over.median / under.median).toFixed(2) : '');

/** Million ordered pairs per second and core, medians with half the interquartile range; ratios last. */
export function ratesTable(rates: readonly Rates[]): string {
  return table(
    [
      'million ordered pairs/s and core', 'loops', 'SIMD reproducible', 'SIMD', 'native reproducible', 'native', 'C',
      'SIMD/loops', 'SIMD/C', 'native/SIMD', 'native/C',
    ],
    rates.map(({ name, rates: of }) => [
      name,
      ...variants.map((variant) => shown(of[variant])),
      quotient(of.fastest, of.loops),
      quotient(of.fastest, of.c),
      quotient(of.native, of.fastest),
      quotient(of.native, of.c),
    ]),
  );
}

export function evaluationTable(evaluations: readonly Evaluation[]): string {
  return table(
    ['one evaluation (density + score + collisions), N', 'backend', 'threads', 'wall seconds', 'processor seconds', 'peak memory, MB'],
    evaluations.map(({ count, backend, threads, seconds, processorSeconds, peakMegabytes }) => [
      String(count), backend, String(threads), seconds.toPrecision(3), processorSeconds.toPrecision(3), peakMegabytes.toFixed(0),
    ]),
  );
}
