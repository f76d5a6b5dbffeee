import { describe, expect, test } from 'vitest';
import { lowered, withDegrees, type Basis } from '../../src/galerkin/basis.ts';
import { blockLength, type Points } from '../../src/galerkin/points.ts';
import { loopTableKernels } from '../../src/galerkin/table-kernels.ts';
import { BlockTables, rowProgram, tableLength } from '../../src/galerkin/tables.ts';
import { basisOf, difference, frameOf, pointOf, randomParticles, spaceFunction, velocityFunction } from './small.ts';

const cases: [string, Basis][] = [
  ['0X-2V', basisOf(frameOf(0, 2), 0, 6)],
  ['0X-3V', basisOf(frameOf(0, 3), 0, 5)],
  ['1X-2V', basisOf(frameOf(1, 2), 3, 6)],
  ['1X-3V', basisOf(frameOf(1, 3), 2, 4)],
  ['2X-3V', basisOf(frameOf(2, 3), 3, 4)],
  ['3X-3V', basisOf(frameOf(3, 3), 2, 3)],
  ['3X-3V in free space', basisOf(frameOf(3, 3, true), 2, 3)],
  ['the constant alone', basisOf(frameOf(1, 2), 0, 0)],
];

function tablesOf(basis: Basis): BlockTables {
  return new BlockTables(basis, loopTableKernels, new Float64Array(tableLength(basis)), rowProgram(basis));
}

describe.each(cases)('the tables of a basis: %s', (_, basis) => {
  const particles = randomParticles(200, { axes: basis.axes, centre: basis.centre, scale: basis.scale });
  // A block that does not begin at 0, and one that is not full.
  const blocks = [[64, 64], [192, 8]];

  test('hold every space and velocity function at every point of a block', () => {
    const tables = tablesOf(basis);
    for (const [start, count] of blocks) {
      tables.load(particles, start, count);
      const found: number[] = [], wanted: number[] = [];
      for (let i = 0; i < count; i++) {
        const { x, v } = pointOf(particles, start + i);
        basis.space.forEach((__, k) => {
          found.push(tables.spaceValues[k * blockLength + i]);
          wanted.push(spaceFunction(basis, k, x));
        });
        basis.velocity.forEach((__, beta) => {
          found.push(tables.velocityValues[beta * blockLength + i]);
          wanted.push(velocityFunction(basis, beta, v));
        });
      }
      // Over the largest value, some hundred: a dozen roundings of a recursion against a cancelling sum.
      expect(difference(found, wanted)).toBeLessThan(1e-13);
    }
  });

  test('are the same bits when cosines and sines are handed in', () => {
    const phase = basis.axes.map((axis, d) => {
      const k = axis.kind === 'fourier' ? (2 * Math.PI) / axis.length : 0;
      return { cosine: particles.position[d].map((x) => Math.cos(k * x)), sine: particles.position[d].map((x) => Math.sin(k * x)) };
    });
    const [plain, given] = [tablesOf(basis), tablesOf(basis)];
    plain.load(particles, 64, 64);
    given.load({ position: particles.position, velocity: particles.velocity, phase } satisfies Points, 64, 64);
    expect(given.spaceValues).toEqual(plain.spaceValues);
  });
});

describe('a basis', () => {
  test('is numbered space function by space function, the constant first, and lists what a lower degree leaves', () => {
    const basis = basisOf(frameOf(2, 2), 2, 3);
    expect(basis.space[0]).toEqual([0, 0]);
    expect(basis.size).toBe(basis.extent.reduce((sum, n) => sum + n, 0));
    basis.offset.forEach((from, k) => expect(from).toBe(basis.extent.slice(0, k).reduce((sum, n) => sum + n, 0)));
    // Orders 0, 1, 2 in two Fourier axes: 1, 4 and 8 functions, with degree 3, 2 and 1: 10, 6 and 3.
    expect(basis.extent).toEqual([10, 6, 6, 6, 6, ...Array.from({ length: 8 }, () => 3)]);
    expect(lowered(basis, 1).extent).toEqual([6, 3, 3, 3, 3, ...Array.from({ length: 8 }, () => 1)]);
    expect(lowered(basis, 4).size).toBe(0);
  });

  test('with a negative degree leaves the function out, and is told from others by its key', () => {
    const frame = frameOf(1, 2);
    expect(basisOf(frame, 3, 1).space).toHaveLength(3);
    const keys = [basisOf(frame, 1, 2), basisOf(frame, 1, 3), basisOf(frameOf(1, 3), 1, 2), withDegrees(frame, [[0], [1]], [2, 1])].map(
      ({ recipe }) => recipe.key,
    );
    expect(new Set(keys).size).toBe(4);
  });
});
