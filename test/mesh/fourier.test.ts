import { describe, expect, it } from 'vitest';
import { fourierPlan, scratchBytes } from '../../src/mesh/fft.ts';
import { meshGrid, transformLength, type MeshAxis } from '../../src/mesh/grid.ts';
import { header } from '../../src/mesh/header.ts';
import { transformSteps } from '../../src/mesh/steps.ts';
import openMesh, { stepCells } from '../../src/mesh/mesh-work.ts';
import { meshModules } from '../../src/mesh/modules.ts';
import { Arena } from '../../src/state/arena.ts';

const full = (count: number): MeshAxis => ({ count, spacing: 1, origin: 0, periodic: true, occupied: count });

async function transformer(axes: readonly MeshAxis[]) {
  const arena = new Arena();
  const grid = meshGrid(4, axes);
  const data = arena.vector(grid.length);
  const plan = fourierPlan(grid, arena);
  const present = grid.axes.map((axis) => axis.count > 1) as [boolean, boolean, boolean, boolean];
  const modules = await meshModules({ order: 4, present, periodic: true });
  const slotBytes = header.bytes + scratchBytes(grid);
  const scratch = arena.vector(slotBytes / 8).byteOffset;
  const share = openMesh({ memory: arena.memory }, 0);
  const run = async (sign: -1 | 1): Promise<void> => {
    const steps = transformSteps(plan, data.byteOffset, sign);
    share({ modules, steps, cells: arena.counters(stepCells(steps.length)), scratch, slotBytes });
  };
  return { grid, data, run };
}

/** One coefficient of the discrete Fourier transform by its definition. */
function coefficient(data: Float64Array, grid: ReturnType<typeof meshGrid>, k: readonly number[]): [number, number] {
  const [n0, n1, n2, n3] = grid.axes.map((axis) => axis.count);
  let [re, im] = [0, 0];
  for (let a = 0; a < n0; a++)
    for (let b = 0; b < n1; b++)
      for (let c = 0; c < n2; c++)
        for (let d = 0; d < n3; d++) {
          const value = data[((a * n1 + b) * n2 + c) * grid.rowLength + d];
          const angle = -2 * Math.PI * ((a * k[0]) / n0 + (b * k[1]) / n1 + (c * k[2]) / n2 + (d * k[3]) / n3);
          re += value * Math.cos(angle);
          im += value * Math.sin(angle);
        }
  return [re, im];
}

describe('the mesh Fourier transform', () => {
  it.each([[[30, 8]], [[6, 10, 12]], [[4, 6, 10, 16]], [[18, 2, 4, 30]]])(
    'is the discrete Fourier transform of a real mesh of %s nodes (definition; error of rounding, 1e-14 a term)',
    async (counts) => {
      const { grid, data, run } = await transformer(counts.map(full));
      for (let line = 0; line < data.length; line += grid.rowLength) {
        for (let d = 0; d < grid.axes[3].count; d++) data[line + d] = Math.sin(1 + 0.37 * (line + d) ** 2);
      }
      const before = data.slice();
      await run(-1);
      const [n0, n1, n2, n3] = grid.axes.map((axis) => axis.count);
      for (const k of [
        [0, 0, 0, 0], [1, 0, Math.min(1, n2 - 1), n3 / 2], [n0 - 1, n1 - 1, n2 - 1, 1], [n0 >> 1, n1 >> 1, n2 >> 1, n3 / 2 - 1],
      ]) {
        const at = ((k[0] * n1 + k[1]) * n2 + k[2]) * grid.rowLength + 2 * k[3];
        const [re, im] = coefficient(before, grid, k);
        expect(Math.hypot(data[at] - re, data[at + 1] - im)).toBeLessThan(1e-11);
      }
      await run(1);
      const total = n0 * n1 * n2 * n3;
      for (let line = 0; line < data.length; line += grid.rowLength) {
        for (let d = 0; d < n3; d++) expect(data[line + d] / total).toBeCloseTo(before[line + d], 13);
      }
    },
  );

  it('leaves out padding lines without changing what particles see', async () => {
    // Values on the occupied nodes only: skipping the lines through empty planes must not show in the round trip.
    const axes = [12, 10, 16].map((count) => ({ ...full(count), periodic: false, occupied: 5 }));
    const { grid, data, run } = await transformer(axes);
    const inside = (visit: (at: number) => void): void => {
      for (let a = 0; a < 5; a++) {
        for (let c = 0; c < 5; c++) for (let d = 0; d < 5; d++) visit(a * grid.strides[0] + c * grid.strides[2] + d);
      }
    };
    inside((at) => (data[at] = Math.cos(at)));
    await run(-1);
    const constant = data[0];
    let sum = 0;
    inside((at) => (sum += Math.cos(at)));
    expect(constant).toBeCloseTo(sum, 12);
    await run(1);
    inside((at) => expect(data[at] / (12 * 10 * 16)).toBeCloseTo(Math.cos(at), 13));
  });

  it('has lengths 2^a 3^b 5^c, even and not below what is asked', () => {
    expect([1, 2, 7, 11, 17, 49, 91, 121].map(transformLength)).toEqual([2, 2, 8, 12, 18, 50, 96, 128]);
  });
});
