import { existsSync } from 'node:fs';
import { describeTable, readBatches } from '../io/arrow-reader.ts';

/**
 * A table with a record batch for each time; one that is not there has no times. `at` gives the `wanted` columns of one, and of the
 * `others` those that are there; undefined behind the last. `complete`: all that are wanted are there. Throws a FileError when damaged.
 */
export function timedTable(path: string, wanted: readonly string[], others: readonly string[] = []) {
  const stored = existsSync(path) ? describeTable(path).specs.map(({ name }) => name) : [];
  const columns = [...wanted, ...others.filter((name) => stored.includes(name))];
  return {
    times: stored.includes('time') ? [...readBatches(path, { columns: ['time'] })].map(({ columns: { time } }) => time[0]) : [],
    complete: wanted.every((name) => stored.includes(name)),
    at(k: number): Readonly<Record<string, Float64Array>> | undefined {
      for (const batch of readBatches(path, { columns, from: k })) return batch.columns;
      return undefined;
    },
  };
}
