import { timedParts } from '../stopwatch.ts';
import type { Timing } from '../io/manifest.ts';
import { shown } from '../math/shown.ts';

/** Parts below this share are not worth a word. */
const least = 0.005;

/** Where the time of a session went, in two rows: the parts, the longest first, and the pace. */
export function timingRows({ seconds, parts, steps, particleSteps, pairs, imbalance }: Timing): [string, string][] {
  const share = (part: (typeof timedParts)[number]): number => parts[part] / seconds;
  const told = timedParts.filter((part) => share(part) >= least).sort((a, b) => parts[b] - parts[a]);
  const rows: [string, string][] = [
    ['time', `${shown(seconds, 3)} s: ${told.map((part) => `${part} ${Math.round(100 * share(part))} %`).join(', ')}`],
  ];
  if (steps === 0) return rows;
  const uneven = Object.entries(imbalance).map(([who, excess]) => `${who} ${Math.round(100 * excess)} %`);
  const sums = pairs === undefined ? '' : `, ${pairs.toExponential(1)} pairs`;
  const pace = `${particleSteps.toExponential(1)} particle-steps${sums} a second and core`;
  rows.push(['  pace', `${pace}; the busiest above the mean: ${uneven.join(', ')}`]);
  return rows;
}
