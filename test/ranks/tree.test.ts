import { describe, expect, test } from 'vitest';
import type { Ranks } from '../../src/contracts.ts';
import { alone } from '../../src/ranks/alone.ts';
import { shareOut } from '../../src/ranks/share.ts';
import { joined, subtrees } from '../../src/ranks/tree.ts';
import { findLauncher } from '../../src/ranks/mpi/launcher.ts';
import { partLength, shareUnit } from '../../src/math/sum.ts';

const pair = (left: string, right: string): string => `(${left}${right})`;
const leaf = (number: number): string => `${number} `;
const ranksOf = (size: number): Ranks => ({ ...alone, size });

describe('the tree of a sum', () => {
  test('is the same whoever joins which leaves: any cut into contiguous parts gives the whole', () => {
    for (let leaves = 1; leaves <= 13; leaves++) {
      const whole = joined(subtrees(0, leaves, leaf, pair), pair);
      for (let cut = 0; cut <= leaves; cut++) {
        for (let other = cut; other <= leaves; other++) {
          const parts = [[0, cut], [cut, other], [other, leaves]].flatMap(([first, end]) => subtrees(first, end, leaf, pair));
          expect(joined(parts, pair)).toBe(whole);
        }
      }
    }
  });

  test('leaves a rank few subtrees: twice the logarithm of its leaves at most', () => {
    for (const [first, end] of [[0, 16], [1, 17], [5, 1000], [333, 667]]) {
      expect(subtrees(first, end, () => 0, () => 0).length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(end - first + 1)));
    }
  });
});

test('items are shared out in whole units, all of them, and no rank has two units more than another', () => {
  for (const total of [1, 500, 2928, 1e5, 1e9]) {
    for (const size of [1, 2, 3, 7, 1000]) {
      const unit = shareUnit(total);
      const { bounds } = shareOut(ranksOf(size), total, unit);
      expect(bounds[0]).toBe(0);
      expect(bounds[size]).toBe(total);
      for (const bound of bounds.slice(0, -1)) expect(bound === total || bound % unit === 0).toBe(true);
      const counts = bounds.slice(1).map((end, rank) => end - bounds[rank]);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(2 * unit);
      expect(unit % partLength(total)).toBe(0);
    }
  }
});

describe('the launcher', () => {
  test('is known by what it puts into the environment', () => {
    expect(findLauncher({})).toBeUndefined();
    expect(findLauncher({ OMPI_COMM_WORLD_SIZE: '1', OMPI_COMM_WORLD_RANK: '0' })).toBeUndefined();
    expect(findLauncher({ OMPI_COMM_WORLD_SIZE: '4', OMPI_COMM_WORLD_RANK: '2', OMPI_COMM_WORLD_LOCAL_SIZE: '2' }))
      .toEqual({ name: 'mpirun (Open MPI)', size: 4, rank: 2, local: 2, library: 'Open MPI' });
    expect(findLauncher({ PMI_SIZE: '3', PMI_RANK: '0', MPI_LOCALNRANKS: '3' }))
      .toMatchObject({ name: 'mpirun (MPICH)', size: 3, library: 'MPICH' });
  });

  test('srun is one for its steps alone, not for the script of a job', () => {
    expect(findLauncher({ SLURM_NTASKS: '8', SLURM_PROCID: '0' })).toBeUndefined();
    const step = {
      SLURM_STEP_ID: '0', SLURM_STEP_NUM_TASKS: '8', SLURM_PROCID: '5', SLURM_STEP_TASKS_PER_NODE: '3(x2),2', SLURM_NODEID: '2',
    };
    expect(findLauncher(step)).toMatchObject({ name: 'srun', size: 8, rank: 5, local: 2 });
  });
});
