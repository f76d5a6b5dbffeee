import { totalmem } from 'node:os';
import { Refusal } from '../refusal.ts';
import { arenaBytes, padded } from './arena.ts';

/** Doubles for each particle that the leanest run (explicit, direct sums) sets aside; the other runs take more. */
const doublesEach = ({ x, v }: Dimensions): number => 4 * x + 8 * v + 7;

interface Dimensions {
  readonly x: number;
  readonly v: number;
}

/** Bytes that a run of so many particles needs at least. */
export const leastBytes = (count: number, dimensions: Dimensions): number => 8 * padded(count) * doublesEach(dimensions);

/**
 * Refuses, before any work, a number of particles whose memory cannot be had: one run addresses at most 4 GiB, and no more
 * than the machine has.
 */
export function requireMemory(count: number, dimensions: Dimensions, most = Math.min(arenaBytes, totalmem())): void {
  const bytes = leastBytes(count, dimensions);
  if (bytes <= most) return;
  const fewer = Math.floor(most / (8 * doublesEach(dimensions)) / 1000) * 1000;
  const needed = `${count} particles need at least ${bytes} bytes (${gigabytes(bytes)})`;
  throw new Refusal('input', `${needed}, and a run can have ${most} (${gigabytes(most)}) here`, {
    advice: `use at most ${fewer} particles`,
  });
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
