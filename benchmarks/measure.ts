import { quantile } from 'd3-array';

/** Median of repeated measurements, and how far the middle half of them spreads relative to it. */
export interface Measurement {
  readonly median: number;
  readonly spread: number;
}

export function summary(values: readonly number[]): Measurement {
  const at = (part: number): number => quantile(values, part) ?? NaN;
  return { median: at(0.5), spread: (at(0.75) - at(0.25)) / at(0.5) };
}

/** Processor seconds that this process spends in `work`: on a shared machine steadier than the clock on the wall. */
export async function processorSeconds(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1e-6;
}
