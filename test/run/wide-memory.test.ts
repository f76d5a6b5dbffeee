import { execFileSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import { arenaFor, leastBytes, requireMemory } from '../../src/state/memory.ts';
import { arenaBytes, canBeWide, narrowBytes } from '../../src/state/arena.ts';
import { dampingScenario } from '../small-scenario.ts';
import { obstacle, ownCache } from '../parallel/native/available.ts';
import type { WideRun } from './wide-on-this-node.ts';
import { built } from '../built.ts';

ownCache();

/** This Node and the others that are named; of those only the ones that have wide memories are asked. */
const wideNodes = [process.execPath, ...(process.env.FUZZY_LANDAU_NODES ?? '').split(delimiter).filter(Boolean)]
  .filter((binary) => Number(execFileSync(binary, ['-p', 'process.versions.node'], { encoding: 'utf8' }).split('.')[0]) >= 24);

// True because addresses enter no sum; the offset of 4 GiB shows any that was cut to 32 bits.
describe.runIf(wideNodes.length > 0).each(wideNodes)('on %s', (binary) => {
  it('runs beyond the first 4 GiB of a wide memory have the bits of runs in a small one, whatever computes them', () => {
    const program = [built('test/run/wide-on-this-node.ts'), ...(obstacle ? [] : ['native'])];
    const found = JSON.parse(execFileSync(binary, program, { encoding: 'utf8' })) as WideRun[];
    expect(found.map(({ name }) => name)).toHaveLength(obstacle ? 6 : 8);
    for (const { name, narrow, wide, bytes } of found) {
      expect(wide, name).toBe(narrow);
      expect(bytes, name).toBeGreaterThan(narrowBytes);
    }
    // With and without fused operations the bits differ: the digests do see the particles.
    expect(new Set(found.map(({ narrow }) => narrow)).size).toBeGreaterThan(3);
  }, 240_000);
});
it.runIf(wideNodes.length === 0)('SKIPPED on wide memories: FUZZY_LANDAU_NODES names no Node 24', (context) => context.skip());

describe('the memory of a run', () => {
  const scenario = dampingScenario({ score: 'auto' });

  it('is wide only where the particles may want more than 4 GiB, and this Node has such memories', () => {
    expect(arenaFor(1e6, scenario).wide).toBe(false);
    expect(arenaFor(2e7, scenario).wide).toBe(canBeWide);
    expect(arenaBytes).toBe(canBeWide ? 16 * 2 ** 30 : narrowBytes);
  });

  it('that cannot be had is refused with what would help: fewer particles, processes, and before Node 24 a newer one', () => {
    const count = Math.ceil((arenaBytes / leastBytes(8, scenario)) * 8) + 8;
    const refusal = (): void => requireMemory(count, scenario, arenaBytes);
    expect(refusal).toThrow(Refusal);
    const processes = /use at most \d+ particles, or share them out among processes/;
    expect(refusal).toThrow(canBeWide ? processes : /, Node 24 \(16 GiB instead of 4\), or share/);
  });
});
