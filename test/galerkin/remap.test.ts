import { describe, expect, test } from 'vitest';
import type { Particles } from '../../src/contracts.ts';
import { makeBasis, type Frame } from '../../src/galerkin/basis.ts';
import { aliasingAge, modesCarried, remapDue, type Lattice } from '../../src/galerkin/lattice.ts';
import { remap, type Nodes, type RemapReport } from '../../src/galerkin/remap.ts';
import { entropyIn, lattice, logDensityAt, streamed } from './wave.ts';
import { difference, frameOf, passesOver, randomNumbers } from './small.ts';

const frame: Frame = { axes: [{ kind: 'fourier', length: 5 }], centre: [0.2, -0.1], scale: [1, 1] };
const order = 2;

async function remapped(particles: Particles, logDensity: Float64Array, nodes: Nodes, over: object = {}): Promise<RemapReport> {
  return remap({ particles, logDensity, nodes, frame, order, degree: 4, moments: 2, trim: 1e-8, passes: passesOver(), ...over });
}

const moments = (particles: Particles, degree = 2): Promise<Float64Array> =>
  passesOver().moments(makeBasis(frame, order, () => degree), particles);

describe('a remap of particles that have streamed', () => {
  test('keeps mass, momentum and second moments of every space function to rounding', async () => {
    const { particles, logDensity } = streamed(0.3);
    const before = await moments(particles);
    const report = await remapped(particles, logDensity, lattice());
    expect(report.done).toBe(true);
    // Two corrections: what is left is the rounding of a sum of two thousand terms.
    expect(difference(await moments(particles), before)).toBeLessThan(1e-14);
  });

  test('keeps the moments up to the degree asked for, and fewer where their correction would go astray', async () => {
    const { particles, logDensity } = streamed(0.3);
    const before = await moments(particles, 4);
    expect(await remapped(particles, logDensity, lattice(), { moments: 4 })).toMatchObject({ done: true, moments: 4 });
    expect(difference(await moments(particles, 4), before)).toBeLessThan(1e-14);
    const far = streamed(0.3);
    const low = await moments(far.particles);
    // A few particles far out: the nodes there have not the weight that moments of degree 16 ask for.
    const asked = await remapped(far.particles, far.logDensity, lattice(), { moments: 16 });
    expect(asked.done).toBe(true);
    expect(asked.moments).toBeLessThan(16);
    expect(difference(await moments(far.particles), low)).toBeLessThan(1e-13);
  });

  test('lays them on the nodes again, numbered from 0, with the weight f times the cell and log f there', async () => {
    const { particles, logDensity } = streamed(0.3);
    const nodes = lattice();
    const { residual, degree, particles: count } = await remapped(particles, logDensity, nodes);
    expect(count).toBe(particles.count);
    expect(degree).toBe(4);
    // The wave in the phase x - t v is no polynomial: a fit of degree 4 and two modes leaves 1e-3 or so.
    expect(residual).toBeLessThan(1e-2);
    const places = new Set(
      Array.from({ length: nodes.count }, (_, i) => [nodes.position[0][i], nodes.velocity[0][i], nodes.velocity[1][i]].join()),
    );
    for (let i = 0; i < count; i++) {
      expect(places.has([particles.position[0][i], particles.velocity[0][i], particles.velocity[1][i]].join())).toBe(true);
      expect(particles.id[i]).toBe(i);
      expect(particles.weight[i] / (Math.exp(logDensity[i]) * nodes.cell)).toBeCloseTo(1, 12);
    }
    let error = 0;
    for (let i = 0; i < count; i++)
      error +=
        particles.weight[i] *
        (logDensity[i] - logDensityAt(particles.position[0][i], particles.velocity[0][i], particles.velocity[1][i], 0.3)) ** 2;
    expect(Math.sqrt(error)).toBeLessThan(3 * residual + 1e-3);
    for (const column of [...particles.position, ...particles.velocity, particles.weight, particles.id, logDensity]) {
      expect(column.subarray(count).every((value) => value === 0)).toBe(true);
    }
  });

  test('is exact where log f is in the space: a uniform Maxwellian comes back as it was laid', async () => {
    const { particles, logDensity } = streamed(0.4, 0);
    const nodes = lattice();
    const before = entropyIn(particles, logDensity);
    const report = await remapped(particles, logDensity, nodes);
    // A quadratic log f, fitted over tails of weight 1e-8.
    expect(report).toMatchObject({ done: true, degree: 4 });
    expect(report.residual).toBeLessThan(1e-9);
    for (let i = 0; i < particles.count; i++) {
      expect(
        Math.abs(logDensity[i] - logDensityAt(particles.position[0][i], particles.velocity[0][i], particles.velocity[1][i], 0, 0)),
      ).toBeLessThan(1e-3);
    }
    expect(Math.abs(entropyIn(particles, logDensity) - before)).toBeLessThan(1e-5);
  });
});

describe('a remap is refused, and the particles stay as they were,', () => {
  const unchanged = async (particles: Particles, logDensity: Float64Array, over: object = {}): Promise<RemapReport> => {
    const columns = [...particles.position, ...particles.velocity, particles.weight, particles.id, logDensity];
    const before = columns.map((column) => column.slice());
    const { count } = particles;
    const report = await remapped(particles, logDensity, lattice(), over);
    expect(report.done).toBe(false);
    expect(particles.count).toBe(count);
    columns.forEach((column, k) => expect(column).toEqual(before[k]));
    return report;
  };

  test('when log f is not what the functions can fit', async () => {
    const { particles, logDensity } = streamed(0.3);
    randomNumbers(logDensity.length).forEach((noise, i) => (logDensity[i] += 0.1 * noise));
    expect((await unchanged(particles, logDensity)).residual).toBeGreaterThan(1e-2);
  });

  test('when the new particles would be too many or too few', async () => {
    const { particles, logDensity } = streamed(0.3);
    await unchanged(particles, logDensity, { trim: 0.2 });
  });

  test('when the particles cannot carry the functions', async () => {
    const { particles, logDensity } = streamed(0.3);
    particles.count = 5;
    await unchanged(particles, logDensity, { degree: 2 });
  });
});

describe('how long a lattice serves', () => {
  const age = (order_: number, over: Partial<Lattice> = {}, of = frame): number =>
    aliasingAge({ nodes: lattice(), trim: 0, spacing: [0.5, 0.5], ...over }, of, order_);

  test('is until a wave of twice the order turns by 2 pi from one velocity to the next', () => {
    // 2 K (2 pi / L) t h = 2 pi.
    expect(age(3)).toBeCloseTo(5 / (2 * 3 * 0.5), 14);
    expect(age(3, { spacing: [0.25, 1] })).toBeCloseTo(2 * age(3), 14);
    expect(age(0)).toBe(Infinity);
    expect(age(2, {}, frameOf(1, 2, true))).toBe(Infinity);
  });

  test('with several axes the shortest counts', () => {
    const two: Frame = { ...frame, axes: [{ kind: 'fourier', length: 5 }, { kind: 'fourier', length: 2 }] };
    expect(age(1, { spacing: [0.5, 0.5] }, two)).toBeCloseTo(2 / (2 * 0.5), 14);
  });

  test('a remap is due before, and modes are given up from the highest down to the first as it ages', () => {
    const one: Lattice = { nodes: lattice(), trim: 0, spacing: [0.5, 0.5] };
    const limit = age(3);
    expect(remapDue(one, frame, 3, 0.59 * limit)).toBe(false);
    expect(remapDue(one, frame, 3, 0.6 * limit)).toBe(true);
    const carried = Array.from({ length: 40 }, (_, k) => modesCarried(one, frame, 3, (k / 10) * limit));
    expect(carried[0]).toBe(3);
    expect(carried.at(-1)).toBe(1);
    expect(carried.every((modes, k) => k === 0 || modes <= carried[k - 1])).toBe(true);
    expect(new Set(carried)).toEqual(new Set([3, 2, 1]));
    expect(modesCarried(one, frame, 0, 1e9)).toBe(0);
  });
});
