import seedrandom from 'seedrandom';
import type { CollisionPass, Column, DensityPass, KernelSpec, ScorePass } from '../../src/contracts.ts';
import { gaussianMollifier } from '../../src/physics/mollifier.ts';
import { Arena, padded } from '../../src/state/arena.ts';

export const boxLength = 2 * Math.PI;

export interface Plasma {
  readonly arena: Arena;
  readonly count: number;
  readonly capacity: number;
  readonly spec: KernelSpec;
  readonly position: readonly Column[];
  readonly velocity: readonly Column[];
  readonly weight: Column;
  /** Scaled coordinates of the blob. */
  readonly z: readonly Column[];
  /** Fresh zeroed columns. */
  columns(count: number): Column[];
  readonly random: () => number;
}

export interface PlasmaChoice {
  readonly x: number;
  readonly v: 2 | 3;
  readonly count: number;
  readonly gamma?: number;
  readonly softening?: number;
  readonly kappa?: KernelSpec['kappa'];
  readonly free?: boolean;
}

/** Seeded particles of an anisotropic Maxwellian with unequal weights, denser around x = 0. */
export function plasma({
  x, v, count, gamma = -2, softening = 0, kappa = { kind: 'gaussian', width: 0.8 }, free = false,
}: PlasmaChoice): Plasma {
  const random = seedrandom('mesh tests');
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const arena = new Arena();
  const capacity = padded(count);
  const columns = (n: number): Column[] => (n === 0 ? [] : arena.columns(n, capacity));
  const [position, velocity, [weight], z] = [columns(x), columns(v), columns(1), columns(x + v)];
  const width = { position: 0.4, velocity: 0.45 };
  const scale = { position: gaussianMollifier.scale(width.position), velocity: gaussianMollifier.scale(width.velocity) };
  const temperature = [1.5, 1, 0.8];
  for (let i = 0; i < count; i++) {
    for (const column of position) column[i] = free ? 2 * normal() : position1(random);
    velocity.forEach((column, a) => (column[i] = Math.sqrt(temperature[a]) * normal()));
    weight[i] = (0.5 + random()) / count;
    position.forEach((column, d) => (z[d][i] = column[i] * scale.position));
    velocity.forEach((column, a) => (z[x + a][i] = column[i] * scale.velocity));
  }
  const period = free ? 0 : boxLength;
  const spec: KernelSpec = {
    dimensions: { x, v }, gamma, softening, kappa, score: 'two-sided', period: position.map(() => period),
    blobPeriod: position.map(() => period * scale.position),
  };
  return { arena, count, capacity, spec, position, velocity, weight, z, columns, random };
}

/** The passes of the blob over a plasma, with a ratio and outputs of their own. */
export function blobPasses({ count, z, weight, columns }: Plasma) {
  const [sum, ratio, back] = columns(3);
  /** To be given another revision when z moves. */
  const points = { count, revision: 0, z, source: weight, ratio };
  const density: DensityPass = { kind: 'density', rows: points, columns: points, output: { sum } };
  const score: ScorePass = { kind: 'score', rows: points, columns: points, output: { force: columns(z.length), back } };
  return { points, density, score };
}

/** The collision pass over a plasma with these scores, with rates of its own. */
export function collisionPass({ count, position, velocity, weight, columns }: Plasma, score: readonly Column[]): CollisionPass {
  const points = { count, revision: 0, position, velocity, score, weight };
  return { kind: 'collisions', rows: points, columns: points, output: { rate: columns(velocity.length) } };
}

/** x with density proportional to 1 + 0.5 cos x, by rejection. */
function position1(random: () => number): number {
  for (;;) {
    const x = boxLength * random();
    if (1.5 * random() < 1 + 0.5 * Math.cos(x)) return x;
  }
}

/** Relative L2 distance of two fields over their true particles. */
export function distance(found: readonly Column[], exact: readonly Column[]): number {
  let [error, norm] = [0, 0];
  exact.forEach((column, a) =>
    column.forEach((value, i) => {
      error += (found[a][i] - value) ** 2;
      norm += value ** 2;
    }),
  );
  return Math.sqrt(error / norm);
}
