import { describe, expect, it } from 'vitest';
import { axesOf, coordinate, derivative, interpolated, type DensityMesh } from '../../src/judge/density-mesh.ts';
import { coarseWeights, meshNodes } from '../../src/judge/density-nodes.ts';
import { fisherMixedAt, functionals } from '../../src/judge/functionals.ts';

const line = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + ((i + 0.5) * (to - from)) / count);
const circle = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => (2 * Math.PI * i) / count);

/** f(label, v, w) on label axes: labels x - labelTime v. */
function meshOf(labelTime: number, f: (label: number, v: number, w: number) => number, points = 40): DensityMesh {
  const axes = { position: [circle(24)], velocity: [line(-8, 8, points), line(-8, 8, points)] };
  const all = axesOf(axes);
  const [x, v, w] = [0, 1, 2].map((d) => coordinate(all, d));
  return { ...axes, length: [2 * Math.PI], labelTime, density: x.map((_, p) => f(x[p], v[p], w[p])) };
}

const maxwellian = (v: number, w: number): number => Math.exp(-(v * v + w * w) / 2) / (2 * Math.PI);

describe('densities on a mesh', () => {
  it.each([24, 25])('differentiate a trigonometric polynomial exactly, on %d points', (count) => {
    const axes = [circle(count)];
    const slope = derivative(axes[0].map((x) => Math.sin(3 * x)), axes, 0);
    // Fourier differentiation is exact below the Nyquist wave number: rounding times its norm, about count / 2.
    slope.forEach((value, i) => expect(value).toBeCloseTo(3 * Math.cos(3 * axes[0][i]), 11));
  });

  it('interpolate a resolved density to other points, and give 0 outside the velocity box', () => {
    const mesh = meshOf(0, (x, v, w) => (1 + 0.4 * Math.cos(x)) * maxwellian(v, w));
    const targets = [circle(7), Float64Array.from([-0.3, 1.234, 9]), Float64Array.from([0.5, 0.9])];
    const values = interpolated(mesh, targets);
    const [x, v, w] = [0, 1, 2].map((d) => coordinate(targets, d));
    // A unit Gaussian on spacing 0.4 is aliased by exp(-(pi / 0.4)^2 / 2) = 4e-14, and its tail at 8 is 1e-14.
    values.forEach((value, p) =>
      expect(value).toBeCloseTo(Math.abs(v[p]) > 8 ? 0 : (1 + 0.4 * Math.cos(x[p])) * maxwellian(v[p], w[p]), 11),
    );
  });

  it('have the integrals of (1 + 0.4 cos x) M(v): entropy and Fisher informations in closed form', () => {
    const a = 0.4;
    const mesh = meshOf(0, (x, v, w) => ((1 + a * Math.cos(x)) / (2 * Math.PI)) * maxwellian(v, w));
    const nodes = meshNodes(mesh);
    const full = functionals(nodes);
    // int a^2 sin^2 / (1 + a cos) dx / 2 pi = 1 - sqrt(1 - a^2); int (1 + a cos) log(1 + a cos) dx / 2 pi = 1 - r +
    // log((1 + r) / 2), r = sqrt(1 - a^2).
    const r = Math.sqrt(1 - a * a);
    // 24 points resolve 1 / (1 + a cos x), whose Fourier modes fall by 0.21 each, to 1e-15; f below 1e-10 of its maximum
    // is left out, some 1e-9.
    expect(full.fisherX).toBeCloseTo(1 - r, 8);
    expect(full.fisherV).toBeCloseTo(2, 7);
    expect(full.mass).toBeCloseTo(1, 12);
    expect(full.entropy).toBeCloseTo(2 * Math.log(2 * Math.PI) + 1 - (1 - r + Math.log((1 + r) / 2)), 10);
    // Every second point, spacing 0.8, still resolves a Gaussian's integrals to exp(-2 (pi / 0.8)^2) = 5e-14, products
    // of two Gaussians included.
    expect(functionals(nodes, coarseWeights(mesh)).fisherV).toBeCloseTo(2, 6);
  });

  it('see free transport in label coordinates: fisher_mixed is that of the start, fisher_v grows by t^2 I_x', () => {
    const a = 0.4;
    const time = 0.7;
    const mesh = meshOf(time, (label, v, w) => ((1 + a * Math.cos(label)) / (2 * Math.PI)) * maxwellian(v, w));
    const full = functionals(meshNodes(mesh));
    const spatial = 1 - Math.sqrt(1 - a * a);
    // (t grad_x + grad_v) f is grad_v at fixed label: exactly what it was at time 0.
    expect(fisherMixedAt(full, time)).toBeCloseTo(2, 7);
    expect(full.fisherV).toBeCloseTo(2 + time * time * spatial, 7);
    expect(full.fisherX).toBeCloseTo(spatial, 8);
  });
});
