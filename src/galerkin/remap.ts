import type { Column, Particles } from '../contracts.ts';
import { makeBasis, type Basis, type Frame, type Points } from './basis.ts';
import { rangeOf } from './block-kernels.ts';
import { cholesky, solveLower, solveUpper } from './cholesky.ts';
import { Workspace, reduce, type Team } from './passes.ts';
import { productTables, velocityMatrix, type Products } from './products.ts';
import { partCount } from './work.ts';

/** The nodes of the lattice that particles are laid on, and the volume of its cells. */
export interface Nodes extends Points {
  readonly count: number;
  readonly capacity: number;
  readonly cell: number;
}

/** What a remap did, or why it was not done: the particles are then as they were. */
export interface RemapReport {
  readonly done: boolean;
  /** sqrt of the weighted mean square of log f minus its fit: the honest error bar of the new particles. */
  readonly residual: number;
  /** Degree in v of the fit. */
  readonly degree: number;
  readonly particles: number;
}

/** Largest root mean square and most negative value of the correction that gives the new weights their moments. */
const correctionBound = 0.05;
const leastFactor = 0.2;
const particleRatio = { least: 0.6, most: 1.7 };
/** A fit worse than this (in log f) is refused. */
const worstResidual = 1e-2;

export interface RemapTask {
  readonly particles: Particles & { count: number };
  readonly logDensity: Column;
  readonly nodes: Nodes;
  readonly frame: Frame;
  readonly order: number;
  readonly degree: number;
  /** Nodes lighter than this times the heaviest get no particle. */
  readonly trim: number;
  readonly team: Team;
  readonly work: Workspace;
}

/**
 * Lays the particles on a fresh lattice (a re-lattice, or remap): log f is fitted by functions of the frame, weighted by
 * w^(1/2) so that the tails count; the nodes get w = f cell and log f; the weights are corrected by 1 + c . phi over the
 * functions of degree <= 2 so that mass, momentum and second moments of every space function stay to rounding. Lower
 * degrees are tried when a fit goes astray outside the particles' reach.
 */
export async function remap(task: RemapTask): Promise<RemapReport> {
  let worst = Infinity;
  for (let degree = task.degree; degree >= 2; degree--) {
    const fit = await fitLogDensity(task, degree);
    if (!fit) continue;
    worst = Math.min(worst, fit.residual);
    if (fit.residual > worstResidual) break;
    const laid = await lay(task, fit.basis, fit.coefficients);
    if (laid) {
      adopt(task, laid);
      return { done: true, residual: fit.residual, degree, particles: laid.count };
    }
  }
  return { done: false, residual: worst, degree: 0, particles: task.particles.count };
}

const plain = (basis: Basis) => rangeOf(basis.extent);

async function momentsOf(task: RemapTask, points: Points, count: number, basis: Basis, weight: Column, columns: readonly Column[]): Promise<Float64Array> {
  const range = plain(basis);
  const many = Math.max(1, columns.length);
  const partial = task.work.partial(range, many, count);
  await task.team.run({ kind: 'moments', points, basis, range, count, weight, columns, partial });
  return reduce(partial, partCount(count), many * range.size);
}

/** Gram matrix of the scalar functions of `basis` from the moments of its product basis. */
export function scalarGram(basis: Basis, products: Products, moments: Float64Array): Float64Array {
  const { size, offset, extent } = basis;
  const matrix = new Float64Array(size * size);
  const velocity = new Float64Array(products.count * products.count);
  for (let q = 0; q < products.basis.space.length; q++) {
    velocityMatrix(products, moments, q, velocity);
    for (let k = 0; k < extent.length; k++) {
      for (let l = 0; l <= k; l++) {
        const term = products.space[k][l].find(({ index }) => index === q);
        if (!term) continue;
        for (let a = 0; a < extent[k]; a++) {
          for (let b = 0; b < extent[l]; b++) matrix[(offset[k] + a) * size + offset[l] + b] += term.factor * velocity[a * products.count + b];
        }
      }
    }
  }
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) matrix[b * size + a] = matrix[a * size + b];
  return matrix;
}

async function fitLogDensity(task: RemapTask, degree: number): Promise<{ basis: Basis; coefficients: Float64Array; residual: number } | undefined> {
  const { particles, frame, logDensity, work, team, order } = task;
  // sqrt(w) is a Gaussian of twice the variance: its own Hermite functions are nearly orthonormal.
  const basis = makeBasis({ ...frame, scale: frame.scale.map((s) => Math.SQRT2 * s) }, order, () => degree);
  const products = productTables(basis);
  const root = work.columns('root', 1, particles.capacity)[0];
  for (let i = 0; i < particles.count; i++) root[i] = Math.sqrt(particles.weight[i]);
  const gram = scalarGram(basis, products, await momentsOf(task, particles, particles.count, products.basis, root, []));
  const factor = cholesky(gram, basis.size);
  if (!factor) return undefined;
  const coefficients = await momentsOf(task, particles, particles.count, basis, root, [logDensity]);
  solveLower(factor, coefficients, coefficients);
  solveUpper(factor, coefficients, coefficients);
  const [fitted] = work.columns('fitted', 1, particles.capacity);
  const evaluate = async (values: Float64Array): Promise<void> => {
    await team.run({ kind: 'evaluate', points: particles, basis, range: plain(basis), count: particles.count, coefficients: work.shared('fit', values), out: [fitted] });
  };
  await evaluate(coefficients);
  // One step of iterative refinement: the normal equations lose half the digits.
  for (let i = 0; i < particles.count; i++) fitted[i] = logDensity[i] - fitted[i];
  const rest = await momentsOf(task, particles, particles.count, basis, root, [fitted]);
  solveLower(factor, rest, rest);
  solveUpper(factor, rest, rest);
  for (let a = 0; a < coefficients.length; a++) coefficients[a] += rest[a];
  await evaluate(coefficients);
  let square = 0, total = 0;
  for (let i = 0; i < particles.count; i++) {
    square += particles.weight[i] * (logDensity[i] - fitted[i]) ** 2;
    total += particles.weight[i];
  }
  return { basis, coefficients, residual: Math.sqrt(square / total) };
}

interface Laid {
  readonly count: number;
  readonly kept: Int32Array;
  readonly weight: Column;
  readonly logDensity: Column;
}

/** New weights at the nodes with the old moments; undefined when the fit cannot be trusted there. */
async function lay(task: RemapTask, basis: Basis, coefficients: Float64Array): Promise<Laid | undefined> {
  const { nodes, particles, team, work, trim, frame, order } = task;
  const [psi] = work.columns('psi', 1, nodes.capacity);
  await team.run({ kind: 'evaluate', points: nodes, basis, range: plain(basis), count: nodes.count, coefficients: work.shared('fit', coefficients), out: [psi] });
  let heaviest = 0;
  for (let i = 0; i < nodes.count; i++) heaviest = Math.max(heaviest, Math.exp(psi[i]) * nodes.cell);
  if (!Number.isFinite(heaviest)) return undefined;
  const [weight, correction] = work.columns('laid', 2, nodes.capacity);
  const kept = new Int32Array(nodes.count);
  let count = 0;
  for (let i = 0; i < nodes.count; i++) {
    const w = Math.exp(psi[i]) * nodes.cell;
    weight[i] = w >= trim * heaviest ? w : 0;
    if (weight[i] > 0) kept[count++] = i;
  }
  const ratio = count / particles.count;
  if (!(ratio > particleRatio.least && ratio < particleRatio.most) || count > particles.capacity) return undefined;
  const low = makeBasis(frame, order, () => 2);
  const wanted = await momentsOf(task, particles, particles.count, low, particles.weight, []);
  const products = productTables(low);
  const gram = scalarGram(low, products, await momentsOf(task, nodes, nodes.count, products.basis, weight, []));
  const factor = cholesky(gram, low.size);
  if (!factor) return undefined;
  // Twice: the second pass removes what the first one's rounding left.
  for (let pass = 0; pass < 2; pass++) {
    const have = await momentsOf(task, nodes, nodes.count, low, weight, []);
    const c = Float64Array.from(wanted, (m, a) => m - have[a]);
    solveLower(factor, c, c);
    solveUpper(factor, c, c);
    await team.run({ kind: 'evaluate', points: nodes, basis: low, range: plain(low), count: nodes.count, coefficients: work.shared('fit', c), out: [correction] });
    let square = 0, total = 0;
    for (let n = 0; n < count; n++) {
      const i = kept[n];
      square += weight[i] * correction[i] ** 2;
      total += weight[i];
      if (!(1 + correction[i] > leastFactor)) return undefined;
      weight[i] *= 1 + correction[i];
      psi[i] += Math.log1p(correction[i]);
    }
    if (!(Math.sqrt(square / total) < correctionBound)) return undefined;
  }
  return { count, kept, weight, logDensity: psi };
}

/** The particles become the kept nodes; columns behind the new count are zero. */
function adopt({ particles, logDensity, nodes }: RemapTask, laid: Laid): void {
  const fill = (column: Column, value: (node: number) => number): void => {
    for (let n = 0; n < laid.count; n++) column[n] = value(laid.kept[n]);
    column.fill(0, laid.count);
  };
  particles.position.forEach((column, d) => fill(column, (i) => nodes.position[d][i]));
  particles.velocity.forEach((column, d) => fill(column, (i) => nodes.velocity[d][i]));
  fill(particles.weight, (i) => laid.weight[i]);
  fill(logDensity, (i) => laid.logDensity[i]);
  for (let n = 0; n < laid.count; n++) particles.id[n] = n;
  particles.id.fill(0, laid.count);
  particles.count = laid.count;
}
