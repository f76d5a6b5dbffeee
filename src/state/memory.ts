import { totalmem } from 'node:os';
import type { Scenario } from '../contracts.ts';
import { Refusal } from '../refusal.ts';
import { Arena, arenaBytes, canBeWide, narrowBytes, padded, wideBytes } from './arena.ts';
import { boxLength } from './box.ts';

/** What of a scenario decides how much a particle takes. */
type Lean = Pick<Scenario, 'equation' | 'score' | 'domain'>;

/**
 * Doubles for each particle that the leanest run sets aside. By Galerkin score, with collisions by moments: position, velocity, weight,
 * number and log f, then the labels of a step, velocities, scores and rates, on a periodic box the cosine and sine of positions. By
 * blob: that of an explicit scheme with direct sums. The other runs take more.
 */
function doublesEach(scenario: Lean): number {
  const { x, v } = scenario.equation.dimensions;
  const blob = 4 * x + 8 * v + 7;
  const galerkin = (boxLength(scenario) ? 3 : 1) * x + 5 * v + 3;
  return scenario.score === 'auto' || typeof scenario.score === 'object' ? galerkin : blob;
}

/** Bytes that a run of so many particles needs at least. */
export const leastBytes = (count: number, scenario: Lean): number => 8 * padded(count) * doublesEach(scenario);

/**
 * Refuses, before any work, a number of particles whose memory cannot be had: one process addresses at most 16 GiB, 4 GiB before
 * Node 24, and no more than the machine has.
 */
export function requireMemory(count: number, scenario: Lean, most = Math.min(arenaBytes, totalmem())): void {
  const bytes = leastBytes(count, scenario);
  if (bytes <= most) return;
  const fewer = Math.floor(most / (8 * doublesEach(scenario)) / 1000) * 1000;
  const needed = `${count} particles need at least ${bytes} bytes (${gigabytes(bytes)})`;
  throw new Refusal('input', `${needed}, and a run can have ${most} (${gigabytes(most)}) here`, {
    advice: `use at most ${fewer} particles${wider(bytes)}`,
  });
}

/** What else helps a run that wants so many bytes: more of them, or more processes. */
export function wider(bytes: number): string {
  if (bytes <= arenaBytes) return '';
  return `${canBeWide || bytes > wideBytes ? '' : ', Node 24 (16 GiB instead of 4)'}, or share them out among processes (MPI)`;
}

/** A run takes the least memory, or up to so many times as much: blobs with quadrature nodes, meshes, schemes that remember. */
const mostOverLeast = 4;

/** The memory of a run of up to `count` particles on this process: wide, where they may want more than 4 GiB and Node has it. */
export const arenaFor = (count: number, scenario: Lean): Arena =>
  new Arena(canBeWide && mostOverLeast * leastBytes(count, scenario) > narrowBytes);

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
