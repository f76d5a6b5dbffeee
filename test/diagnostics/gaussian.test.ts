import { describe, expect, test } from 'vitest';
import type { Collisions, Particles, Scenario } from '../../src/contracts.ts';
import { fisher, fisherMixed, relaxedTime } from '../../src/diagnostics/fisher.ts';
import { energy, mass, momentum, temperatureTensor } from '../../src/state/moments.ts';
import { diagnosticsRow } from '../../src/diagnostics/row.ts';
import { allocateParticles } from '../../src/state/particles.ts';
import { Arena } from '../../src/state/arena.ts';
import { dampingScenario, engineOf } from '../small-scenario.ts';

/** The row of particles that have just been laid. */
async function rowOf(scenario: Scenario, particles: Particles, time: number, collisions: Collisions): Promise<Record<string, number>> {
  const course = { iteration: 0, step: 0, iterations: 0, entropyStart: 0, produced: 0, jump: 0, overSteps: {} };
  const observation = await collisions.observe();
  return diagnosticsRow(collisions.solver, { scenario, particles, time, observation, course, collisions });
}

/** Cell-centred nodes on [-halfWidth, halfWidth]. */
const nodes = (count: number, halfWidth: number): number[] =>
  Array.from({ length: count }, (_, k) => -halfWidth + ((k + 0.5) * 2 * halfWidth) / count);

/**
 * Particles of weight f h^3 on a lattice of the 1X-2V Gaussian with the given mean and precision matrix. Lattice sums
 * of Gaussians are exact up to exp(-2 pi^2 / (precision h^2)) and the tail outside: below 1e-13 for the cases here.
 */
function gaussianParticles(total: number, mean: readonly number[], precision: readonly (readonly number[])[]) {
  const line = nodes(32, 8);
  const particles = allocateParticles(new Arena(), 32 ** 3, { x: 1, v: 2 });
  const columns = [...particles.position, ...particles.velocity];
  const score = columns.map(() => new Float64Array(particles.capacity));
  let sum = 0;
  for (let i = 0; i < particles.count; i++) {
    const offset = [i % 32, Math.floor(i / 32) % 32, Math.floor(i / 1024)].map((k) => line[k]);
    // grad log f = -precision (y - mean).
    const slope = precision.map((row) => -row.reduce((dot, p, e) => dot + p * offset[e], 0));
    offset.forEach((y, d) => {
      columns[d][i] = mean[d] + y;
      score[d][i] = slope[d];
    });
    particles.weight[i] = Math.exp(0.5 * offset.reduce((dot, y, d) => dot + y * slope[d], 0));
    sum += particles.weight[i];
  }
  for (let i = 0; i < particles.count; i++) particles.weight[i] *= total / sum;
  return { particles, spatial: score.slice(0, 1), velocity: score.slice(1) };
}

/** Inverse of a 3 by 3 matrix by cofactors. */
function inverse(m: readonly (readonly number[])[]): number[][] {
  const cofactor = (r: number, c: number): number => {
    const [a, b] = [0, 1, 2].filter((k) => k !== r);
    const [p, q] = [0, 1, 2].filter((k) => k !== c);
    return (m[a][p] * m[b][q] - m[a][q] * m[b][p]) * ((r + c) % 2 === 0 ? 1 : -1);
  };
  const determinant = m[0].reduce((sum, value, c) => sum + value * cofactor(0, c), 0);
  return m.map((_, r) => m.map((__, c) => cofactor(c, r) / determinant));
}

describe('moments and Fisher informations of a Gaussian in x, v_x, v_y, all three correlated', () => {
  const total = 1.7;
  const mean = [0.4, -0.3, 0.8];
  const covariance = [[1.1, 0.3, -0.2], [0.3, 1.3, 0.25], [-0.2, 0.25, 0.8]];
  const precision = inverse(covariance);
  const { particles, spatial, velocity } = gaussianParticles(total, mean, precision);
  const { weight, count } = particles;
  // Smallest eigenvalue of the covariance 0.5, h = 1/2: exp(-2 pi^2 0.5 / h^2) = 7e-18; the tails beyond 8 / sqrt(1.4)
  // standard deviations: 1e-11, times a few squares of the distance there.
  const digits = 8;

  test('mass, momentum, energy and temperature tensor', () => {
    expect(mass(particles)).toBeCloseTo(total, 13);
    momentum(particles).forEach((value, d) => expect(value).toBeCloseTo(total * mean[1 + d], digits));
    const square = covariance[1][1] + covariance[2][2] + mean[1] ** 2 + mean[2] ** 2;
    expect(energy(particles)).toBeCloseTo(0.5 * total * square, digits);
    const tensor = temperatureTensor(particles);
    expect(Object.keys(tensor)).toEqual(['xx', 'xy', 'yy']);
    expect(tensor.xx).toBeCloseTo(covariance[1][1], digits);
    expect(tensor.xy).toBeCloseTo(covariance[1][2], digits);
    expect(tensor.yy).toBeCloseTo(covariance[2][2], digits);
  });

  test('int |grad_x f|^2 / f and int |grad_v f|^2 / f are entries of the precision matrix', () => {
    expect(fisher({ weight, count }, spatial)).toBeCloseTo(total * precision[0][0], digits);
    expect(fisher({ weight, count }, velocity)).toBeCloseTo(total * (precision[1][1] + precision[2][2]), digits);
  });

  test.each([0, 0.7, -2])('int |(t grad_x + grad_v) f|^2 / f at t = %s: x has one axis, so only v_x mixes', (t) => {
    const along = t * t * precision[0][0] + 2 * t * precision[0][1] + precision[1][1];
    expect(fisherMixed({ weight, count }, { spatial, velocity }, t)).toBeCloseTo(total * (along + precision[2][2]), digits);
  });
});

describe('the saturating time of the relaxed mixed information', () => {
  test('solves theta\' = 1 - nu theta from 0, nu = 2 (dv - 1) strength mass', () => {
    const [dv, strength, total] = [3, 0.4, 1.5];
    const rate = 2 * (dv - 1) * strength * total;
    const theta = (t: number): number => relaxedTime(t, dv, strength, total);
    expect(theta(0)).toBeCloseTo(0, 15);
    for (const t of [0.1, 1, 3]) {
      // Central difference: truncation rate^2 h^2 / 6 = 1e-7 of a slope below 1.
      const slope = (theta(t + 1e-4) - theta(t - 1e-4)) / 2e-4;
      expect(slope).toBeCloseTo(1 - rate * theta(t), 6);
    }
    expect(theta(100)).toBeCloseTo(1 / rate, 12);
  });

  test('is the time itself without collisions, and near it for small rates', () => {
    expect(relaxedTime(2, 2, 0, 1)).toBe(2);
    expect(relaxedTime(2, 2, 1e-12, 1)).toBeCloseTo(2, 10);
  });
});

/**
 * A Gaussian of x and v in free space, seen through the blob: everything that diagnostics.arrow says of it is known.
 * With contraction a the blob of v_d is N(v; a v', sigma^2), so f_eps is Gaussian with T'_d = a^2 T_d + sigma^2, in x with
 * X' = X + sigma_x^2. The mean velocity is 0.
 */
describe('a row of a Maxwellian with Gaussian density in free space', () => {
  const [total, spread, temperature] = [1.3, 0.9, [1.4, 0.7]];
  const [widthX, widthV] = [0.6, 0.55];
  const equilibrium = (temperature[0] + temperature[1]) / 2;
  const contraction = Math.sqrt(1 - widthV ** 2 / equilibrium);
  const strength = 0.8;
  const space = { kind: 'gaussian', mean: [0], width: [Math.sqrt(spread)] };

  const scenario = (score: string): Scenario => dampingScenario({
    equation: { strength },
    domain: { x: { kind: 'free' } },
    initial: { components: [{ mass: total, velocity: [0, 0], temperature, space }] },
    particles: { position: { count: [23], halfWidth: 5.75 }, velocity: { count: [25, 21], halfWidth: [6.25, 5.25] }, trim: 0 },
    mollifier: { width: { position: [widthX], velocity: widthV } },
    sums: { method: 'direct' },
    score,
  });

  async function row(score: string, time: number): Promise<Record<string, number>> {
    const chosen = scenario(score);
    // Direct sums: the mesh that so many particles would get by itself has a tolerance of 1e-3.
    const { particles, collisions, close } = await engineOf(chosen);
    const values = await rowOf(chosen, particles, time, collisions);
    await close();
    return values;
  }

  // Lattice sums of the blob against f: products of variance s^2 = 1 / (1/T + a^2/sigma^2) > 0.25 at spacing 1/2,
  // 2 exp(-2 pi^2 s^2 / h^2) < 1e-8. The tails beyond 5.3 standard deviations take 4e-6 off T_1, and four times that off
  // the square of 1/T'_1 - 1/T'_2 in D.
  const tolerance = 3e-5;
  const expectNear = (found: number, wanted: number): void => expect(Math.abs(found / wanted - 1)).toBeLessThan(tolerance);

  /** Variances before and after smoothing, and the contraction of each axis. */
  const axes = [
    { variance: spread, width: widthX, a: 1 },
    ...temperature.map((variance) => ({ variance, width: widthV, a: contraction })),
  ].map((axis) => ({ ...axis, smoothed: axis.a ** 2 * axis.variance + axis.width ** 2 }));

  test('entropy and largest density are those of the smoothed Gaussian', async () => {
    const { entropy, density_max: largest } = await row('particle-sum', 0);
    // -int f log f_eps = mass (sum of log(2 pi T') / 2 + T / 2T' - log mass).
    const sum = axes.reduce((s, { variance, smoothed }) => s + 0.5 * Math.log(2 * Math.PI * smoothed) + variance / smoothed / 2, 0);
    expectNear(entropy, total * (sum - Math.log(total)));
    // The lattice has a node at the maximum.
    expectNear(largest, total * axes.reduce((product, { smoothed }) => product / Math.sqrt(2 * Math.PI * smoothed), 1));
  });

  test('one-sided: the score is that of f_eps, -v_d / T\'_d, so each Fisher information is mass sum T / T\'^2', async () => {
    const time = 0.7;
    const values = await row('one-sided', time);
    const [x, ...v] = axes.map(({ variance, smoothed }) => (total * variance) / smoothed ** 2);
    expectNear(values.fisher_x, x);
    expectNear(values.fisher_v, v[0] + v[1]);
    // x and v are not correlated: no cross term.
    expectNear(values.fisher_mixed, v[0] + v[1] + time ** 2 * x);
    expectNear(values.fisher_mixed_relaxed, v[0] + v[1] + relaxedTime(time, 2, strength, total) ** 2 * x);
    // Free space has no first Fourier mode.
    expect(values.density_mode_x).toBeNaN();
  });

  test('one-sided: the entropy production of N(u) = |u|^2 I - u u^T is 2 s M^2 T_1 T_2 (1/T\'_1 - 1/T\'_2)^2', async () => {
    // D = s/2 int int f f* b(u).N(u) b(u) with b = grad log f_eps - (grad log f_eps)*, linear in u: (b_1 - b_2)^2 u_1^2 u_2^2, u_d
    // of variance 2 T_d.
    const values = await row('one-sided', 0);
    const gap = 1 / axes[1].smoothed - 1 / axes[2].smoothed;
    expectNear(values.entropy_production, 2 * strength * total ** 2 * temperature[0] * temperature[1] * gap ** 2);
  });

  test('particle-sum: the score of S_eps adds what the particle does to the density of the others', async () => {
    // (1/w) dS_eps/dy = y_d (1/T'_d + A_d h(y)), h = prod_e C_e exp(-q_e y_e^2 / 2): the integral of the blob against f / f_eps.
    const factors = axes.map(({ variance, width, a, smoothed }) => {
      const excess = 1 / variance - 1 / smoothed;
      const narrowing = 1 + excess * width ** 2;
      return { variance, smoothed, q: (a ** 2 * excess) / narrowing, C: Math.sqrt(smoothed / variance / narrowing) };
    });
    // int f y_d^2 h^k, a Gaussian integral.
    const moment = (d: number, k: number): number => factors.reduce(
      (product, { variance, q, C }) => (product * C ** k) / Math.sqrt(1 + k * q * variance),
      (total * factors[d].variance) / (1 + k * factors[d].q * factors[d].variance),
    );
    const information = (d: number): number => {
      const { smoothed, q } = factors[d];
      return moment(d, 0) / smoothed ** 2 + (2 * q * moment(d, 1)) / smoothed + q ** 2 * moment(d, 2);
    };
    const values = await row('particle-sum', 0);
    expectNear(values.fisher_x, information(0));
    expectNear(values.fisher_v, information(1) + information(2));
    // And their leading smoothing errors cancel: within sigma^4 / T^2 of the information of f itself.
    expect(Math.abs(values.fisher_x / (total / spread) - 1)).toBeLessThan((widthX ** 2 / spread) ** 2);
  });
});

test('the modes of 1 + A cos(2 pi n (x - x_0) / L) are A / 2 with phase -2 pi n x_0 / L for its n, nothing for the others', async () => {
  const length = 3;
  for (const [waves, ending] of [[1, 'x'], [2, '2_x'], [3, '3_x']] as const) {
    const space = { kind: 'cosine', amplitude: [0.4], mode: [waves] };
    const scenario = dampingScenario({
      domain: { x: { length: [length] } },
      initial: { components: [{ mass: 2, velocity: [0, 0], temperature: [1, 1], space }] },
      particles: { position: { count: [8] } },
    });
    const { particles, collisions, close } = await engineOf(scenario);
    const modes = async () => {
      const row = await rowOf(scenario, particles, 0, collisions);
      const others = ['x', '2_x', '3_x'].filter((other) => other !== ending).map((other) => row[`density_mode_${other}`]);
      return { modulus: row[`density_mode_${ending}`], phase: row[`density_phase_${ending}`], most: Math.max(...others) };
    };
    // Lattice sums of trigonometric polynomials are exact; the moved lattice is one as well.
    const start = await modes();
    expect(start.modulus).toBeCloseTo(0.2, 13);
    expect(start.phase).toBeCloseTo(0, 12);
    for (let i = 0; i < particles.count; i++) particles.position[0][i] = (particles.position[0][i] + 0.27) % length;
    const moved = await modes();
    expect(moved.modulus).toBeCloseTo(0.2, 13);
    expect(moved.phase).toBeCloseTo((-2 * Math.PI * waves * 0.27) / length, 12);
    expect(moved.most).toBeLessThan(1e-13);
    await close();
  }
});
