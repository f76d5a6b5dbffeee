import type { BlobSums, Column, DensityPass, GradientPass, Particles, PairSums, Scenario } from '../contracts.ts';
import { compensatedSum } from '../math/sum.ts';
import { padded, type Arena } from '../state/arena.ts';
import { latticeAxes, node } from '../state/sampling.ts';
import type { Blob } from './blob.ts';

/** d/dz of 2^(-z^2) is -2 ln 2 z 2^(-z^2). */
const slope = -2 * Math.LN2;

/** Keeps log rho finite where a far node's density underflows; its weight in the entropy is then zero. */
const vacuum = 1e-300;

/** The sums a score form may use: the blob passes (direct or not) and cross sums between two sets of points. */
export interface ScoreSums {
  readonly blob: BlobSums;
  readonly cross: Pick<PairSums, 'run'>;
}

/** What can be seen with the score, at the particles: -(1/w) dS_eps/dx (dx columns), and the smoothed density f_eps. */
export interface BesideScore {
  readonly spatial?: readonly Column[];
  readonly density?: Column;
}

/**
 * A regularised entropy S_eps of the particles and its score g = -(1/w) dS_eps/dv. Positions are fixed; velocity
 * columns are handed in because implicit schemes ask at points between particles' velocities.
 */
export interface ScoreForm {
  /** S_eps. */
  entropy(velocity: readonly Column[], labelTime: number): Promise<number>;
  /** Fills `score` (dv columns) and, when asked, what else the same passes say; returns S_eps. */
  score(velocity: readonly Column[], labelTime: number, score: readonly Column[], more?: BesideScore): Promise<number>;
}

/**
 * particle-sum: S_eps = -sum_i w_i log rho_i. Its score is the exact gradient; the two terms (the particle's own
 * density, and what it does to the others') cancel each other's leading smoothing error.
 * one-sided: the same S_eps, but the score is grad log f_eps at the particle: conservative, without an entropy law.
 */
export function particleForm(particles: Particles, blob: Blob, sums: ScoreSums, arena: Arena, oneSided: boolean): ScoreForm {
  const { capacity, position, weight } = particles;
  const dx = position.length;
  const dimensions = dx + particles.velocity.length;
  const z = arena.columns(dimensions, capacity);
  const force = arena.columns(dimensions, capacity);
  const source = arena.vector(capacity);
  const sum = arena.vector(capacity);
  const ratio = arena.vector(capacity);
  const back = arena.vector(capacity);
  const points = { count: 0, revision: 0, share: particles.share, z, source, ratio };
  const all = { rows: points, columns: points };

  async function entropy(velocity: readonly Column[], labelTime: number): Promise<number> {
    const { count, share } = particles;
    blob.scaled(position, velocity, labelTime, count, z);
    for (let i = 0; i < count; i++) source[i] = weight[i] * blob.sourceFactor(blob.confined(velocity, i));
    points.count = count;
    points.revision++;
    await sums.blob.density({ kind: 'density', ...all, output: { sum } });
    const logNorm = Math.log(blob.norm);
    const logarithm = (i: number): number => logNorm + blob.logTargetFactor(blob.confined(velocity, i)) + Math.log(sum[i]);
    return -compensatedSum(count, (i) => weight[i] * logarithm(i), share);
  }

  return {
    entropy,
    async score(velocity, labelTime, score, { spatial, density } = {}) {
      const { count } = particles;
      const value = await entropy(velocity, labelTime);
      for (let i = 0; i < count; i++) ratio[i] = (oneSided ? 1 : weight[i]) / sum[i];
      await sums.blob.score({ kind: 'score', ...all, output: { force, back } });
      const { confinement, contraction, equilibrium, positionScale, velocityScale } = blob;
      velocity.forEach((v, d) => {
        const mean = equilibrium.meanVelocity[d];
        const label = d < dx ? labelTime * positionScale[d] : 0;
        for (let i = 0; i < count; i++) {
          const own = oneSided ? 1 : weight[i];
          const pull = (oneSided ? 0 : (source[i] / own) * back[i] * contraction) - 1;
          const fromLabel = label === 0 ? 0 : label * force[d][i];
          score[d][i] = (slope * (velocityScale * force[dx + d][i] - fromLabel)) / own + confinement * pull * (v[i] - mean);
        }
      });
      spatial?.forEach((column, d) => {
        for (let i = 0; i < count; i++) column[i] = (slope * positionScale[d] * force[d][i]) / (oneSided ? 1 : weight[i]);
      });
      if (density) smoothed(blob, velocity, count, sum, density);
      return value;
    },
  };
}

/**
 * quadrature (Carrillo, Hu, Wang, Wu 2020): S_eps = -h^d sum_q rho_q log rho_q over the cell centres q of the
 * particle lattice; homogeneous runs only. As published, the score leaves out the gradient of h^d sum_q rho_q (the
 * mass, but for the part of the blob that sticks out of the lattice): it is the exact gradient of
 * -h^d sum_q (rho_q log rho_q - rho_q).
 */
export function quadratureForm(scenario: Scenario, particles: Particles, blob: Blob, sums: ScoreSums, arena: Arena): ScoreForm {
  const { capacity, weight } = particles;
  const dv = particles.velocity.length;
  const { nodes, volume, size } = latticeNodes(scenario, blob, arena);
  const nodeSum = arena.vector(padded(size));
  const nodeSource = arena.vector(padded(size));
  const z = arena.columns(dv, capacity);
  const source = arena.vector(capacity);
  const sum = arena.vector(capacity);
  const force = arena.columns(dv, capacity);
  const points = { count: 0, revision: 0, share: particles.share, z, source };
  const lattice = { count: size, revision: 0, z: nodes.scaled, source: nodeSource };

  const load = (velocity: readonly Column[]): void => {
    const { count } = particles;
    blob.scaled([], velocity, 0, count, z);
    for (let i = 0; i < count; i++) source[i] = weight[i] * blob.sourceFactor(blob.confined(velocity, i));
    points.count = count;
    points.revision++;
  };
  const entropy = async (velocity: readonly Column[]): Promise<number> => {
    load(velocity);
    await sums.cross.run({ kind: 'density', rows: lattice, columns: points, output: { sum: nodeSum } } satisfies DensityPass);
    return -volume * compensatedSum(size, (q) => {
      const rho = blob.norm * Math.exp(nodes.logTarget[q]) * nodeSum[q];
      return rho * Math.log(Math.max(rho, vacuum));
    });
  };

  return {
    entropy,
    async score(velocity, _labelTime, score, { density } = {}) {
      const value = await entropy(velocity);
      for (let q = 0; q < size; q++) {
        const factor = blob.norm * Math.exp(nodes.logTarget[q]);
        nodeSource[q] = volume * factor * Math.log(Math.max(factor * nodeSum[q], vacuum));
      }
      lattice.revision++;
      await sums.cross.run({ kind: 'gradient', rows: points, columns: lattice, output: { sum, force } } satisfies GradientPass);
      velocity.forEach((v, d) => {
        const mean = blob.equilibrium.meanVelocity[d];
        for (let i = 0; i < particles.count; i++) {
          const pull = blob.contraction * blob.confinement * (v[i] - mean) * sum[i];
          score[d][i] = blob.sourceFactor(blob.confined(velocity, i)) * (slope * blob.velocityScale * force[d][i] + pull);
        }
      });
      if (density) {
        // The passes above ask at the nodes, and for a score at the particles: the density there is one more.
        await sums.blob.density({ kind: 'density', rows: points, columns: points, output: { sum } });
        smoothed(blob, velocity, particles.count, sum, density);
      }
      return value;
    },
  };
}

/** The densities of the symmetric sums: rho = norm h(c) sum. */
function smoothed(blob: Blob, velocity: readonly Column[], count: number, sum: Column, density: Column): void {
  for (let i = 0; i < count; i++) density[i] = sum[i] * (blob.norm * Math.exp(blob.logTargetFactor(blob.confined(velocity, i))));
}

/** The lattice's cell centres in scaled coordinates, with log h there. */
function latticeNodes(scenario: Scenario, blob: Blob, arena: Arena) {
  const axes = latticeAxes(scenario).velocity;
  const size = axes.reduce((product, axis) => product * axis.count, 1);
  const velocity = arena.columns(axes.length, padded(size));
  for (let q = 0; q < size; q++) {
    let rest = q;
    for (let d = axes.length - 1; d >= 0; d--) {
      velocity[d][q] = node(axes[d], rest % axes[d].count);
      rest = Math.floor(rest / axes[d].count);
    }
  }
  const scaled = arena.columns(axes.length, padded(size));
  blob.scaled([], velocity, 0, size, scaled);
  const logTarget = Float64Array.from({ length: size }, (_, q) => blob.logTargetFactor(blob.confined(velocity, q)));
  return { nodes: { scaled, logTarget }, volume: axes.reduce((product, axis) => product * axis.spacing, 1), size };
}
