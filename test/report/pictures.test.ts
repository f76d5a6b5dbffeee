import { afterAll, describe, expect, test } from 'vitest';
import { readTable } from '../../src/io/arrow-reader.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { runPath } from '../../src/io/run-folder.ts';
import { gridPictures } from '../../src/report/grid-pictures.ts';
import type { PhasePlane } from '../../src/report/nouns.ts';
import { centreOf as centre, valuesOf } from '../../src/report/page/phase-values.js';
import { pictures } from '../../src/report/phase-space.ts';
import { smoothMesh } from '../../src/report/smooth-mesh.ts';
import { spec, temporaryFolder } from '../io/tables.ts';
import { amplitude, waveScenario, writeWave } from './wave.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** f of a frame at the centre of a cell. */
function readerOf(plane: PhasePlane, frame: number): (column: number, row: number) => number {
  const values = valuesOf(plane, frame);
  return (column, row) => values[row * plane.x.count + column];
}

describe('pictures of a freely streaming wave', () => {
  // The smoothed density of (1 + a cos(x - t v)) M(v) under the co-moving, variance-preserving blob is
  // (1 + a exp(-s^2/2) cos(x - t v)) M(v) / (2 pi), s the width in x: the label streams along and M is kept exactly.
  // The mesh leaves an error of order (cell / width)^4, cells being a quarter of the width: below 1 % of the maximum.
  test('phase space and density are those of the smoothed density in closed form', () => {
    const run = folder.path('wave');
    writeWave(run);
    const drawn = pictures(runPath(run, 'snapshots'), waveScenario(), readTable(runPath(run, 'diagnostics')))!;
    const { phaseSpace: { planes: [phaseSpace] }, density } = drawn;
    const kept = amplitude * Math.exp(-(0.3 ** 2) / 2);
    const maxwellian = (v: number) => Math.exp((-v * v) / 2) / Math.sqrt(2 * Math.PI);
    expect(phaseSpace.frames.map(({ time }) => time)).toEqual([0, 0.5, 1]);
    for (const [frame, { time }] of phaseSpace.frames.entries()) {
      const valueAt = readerOf(phaseSpace, frame);
      for (let row = 0; row < phaseSpace.y.count; row += 7) {
        for (let column = 0; column < phaseSpace.x.count; column += 11) {
          const [x, v] = [centre(phaseSpace.x, column), centre(phaseSpace.y, row)];
          const exact = ((1 + kept * Math.cos(x - time * v)) * maxwellian(v)) / (2 * Math.PI);
          expect(Math.abs(valueAt(column, row) - exact)).toBeLessThan(0.01 * phaseSpace.largest);
        }
      }
      // Integrated over v, the wave has decayed by exp(-t^2 / 2).
      density!.x.forEach((x, k) =>
        expect(density!.values[frame][k]).toBeCloseTo((1 + kept * Math.exp((-time * time) / 2) * Math.cos(x)) / (2 * Math.PI), 2.5),
      );
    }
  });

  // A classical blob adds its variance: the picture's velocity variance is T + width^2.
  test('the classical blob widens the picture by its own variance', () => {
    const run = folder.path('classical');
    writeWave(run, { variancePreserving: false });
    const drawn = pictures(runPath(run, 'snapshots'), waveScenario(false), readTable(runPath(run, 'diagnostics')))!;
    const { phaseSpace: { planes: [phaseSpace] } } = drawn;
    const valueAt = readerOf(phaseSpace, 0);
    let [mass, square] = [0, 0];
    for (let row = 0; row < phaseSpace.y.count; row++) {
      for (let column = 0; column < phaseSpace.x.count; column++) {
        const value = valueAt(column, row);
        mass += value;
        square += value * centre(phaseSpace.y, row) ** 2;
      }
    }
    // The faint edges of the picture are cut off, which takes about 1 % from the variance.
    expect(square / mass).toBeGreaterThan(1.16 * 0.98);
    expect(square / mass).toBeLessThan(1.16 * 1.005);
  });

  // The picture of a grid is its own mesh: sums over v_y times its spacing, to the 16 bits of a level.
  test('a grid run is drawn on its mesh, summed over the other velocity', () => {
    const path = folder.path('density.arrow');
    const f = (x: number, v: number, w: number) => (1 + 0.3 * Math.cos(x)) * Math.exp(-(v * v + 2 * w * w) / 2);
    const [xs, vs, ws] = [[0, 2, 4], [-1.5, -0.5, 0.5, 1.5], [-1, 0, 1]];
    const rows = xs.flatMap((x) => vs.flatMap((v) => ws.map((w) => [0.25, x, v, w, f(x, v, w)])));
    const names = ['time', 'x', 'v_x', 'v_y', 'density'];
    const table = createTable(path, names.map((name) => spec(name)), {});
    table.append(Object.fromEntries(names.map((name, k) => [name, rows.map((row) => row[k])])));
    table.close();
    const { phaseSpace: { planes: [phaseSpace] }, density } = gridPictures(path, waveScenario())!;
    const valueAt = readerOf(phaseSpace, 0);
    xs.forEach((x, k) => {
      vs.forEach((v, l) =>
        expect(Math.abs(valueAt(k, l) - ws.reduce((sum, w) => sum + f(x, v, w), 0))).toBeLessThan(phaseSpace.largest / 65535),
      );
      expect(density!.values[0][k]).toBeCloseTo(vs.flatMap((v) => ws.map((w) => f(x, v, w))).reduce((sum, value) => sum + value), 4);
    });
    expect([phaseSpace.x, phaseSpace.y])
      .toMatchObject([{ label: 'x', min: -1, max: 5, count: 3 }, { label: 'v_x', min: -2, max: 2, count: 4 }]);
  });

  test('snapshots without velocities give no picture', () => {
    const run = folder.path('wave');
    expect(pictures(runPath(run, 'diagnostics'), waveScenario(), readTable(runPath(run, 'diagnostics')))).toBeUndefined();
  });
});

// The smoothed mesh of one weight is the Gaussian itself; periodic axes wrap. Where in its cells the weight and the place
// of reading lie changes the variance by at most h^2/3 = w^2/48 in each axis, so the maximum by 1/96 + 1/96 of itself.
test('a single particle is smoothed to a Gaussian around it, across the edge of a periodic axis', () => {
  const axis = { start: 0, spacing: 1 / 16, count: 64, periodic: true };
  const read = smoothMesh([3.9], [2.03], [2], [axis, { ...axis, periodic: false }], [0.25, 0.25]);
  const gaussian = (x: number) => Math.exp(-0.5 * (x / 0.25) ** 2) / (0.25 * Math.sqrt(2 * Math.PI));
  for (const [x, distance] of [[3.9, 0], [0.15, 0.25], [3.6, 0.3], [4.4, 0.5]]) {
    expect(Math.abs(read(x, 2.03) - 2 * gaussian(distance) * gaussian(0))).toBeLessThan((2 / 96) * 2 * gaussian(0) ** 2);
  }
});
