import type { Column, Particles } from '../contracts.ts';
import { blockSums, compensatedSum, shareUnit } from '../math/sum.ts';
import { allOf, any, countOf, largest, moved, shareOut, sharesOf, total } from '../ranks/share.ts';
import { number } from '../state/particles.ts';
import { makeBasis, type Basis, type Frame } from './basis.ts';
import { cholesky, solveLower, solveUpper } from './cholesky.ts';
import type { Passes, PointSet } from './passes.ts';
import { alongSpace, mirrored, productTables, type Products } from './products.ts';
import { tailCap, type TailCap } from './tail-cap.ts';

/** The nodes of the lattice that particles are laid on, and the volume of its cells. */
export interface Nodes extends PointSet {
  readonly capacity: number;
  readonly cell: number;
}

/** What a remap did, or why it was not done: the particles are then as they were. */
export interface RemapReport {
  readonly done: boolean;
  /** sqrt of the weighted mean square of log f minus its fit: the honest error bar of the new particles. */
  readonly residual: number;
  /** Degree in v of the fit, and of the moments that were kept. */
  readonly degree: number;
  readonly moments: number;
  readonly particles: number;
}

/** Largest root mean square and most negative value of the correction that gives the new weights their moments. */
const correctionBound = 0.05;
const leastFactor = 0.2;
/** A correction of moments beyond the second has no right to more than this at any node. */
const mostCorrection = 0.25;
const particleRatio = { least: 0.5, most: 1.7 };
/** Largest jump of the entropy, a unit of mass. */
const entropyJump = 1e-3;
/** Largest fall of it: what a fit leaves out of log f raises the entropy; it falls where a fit puts f where there was none. */
const entropyFall = 1e-4;
/** A fit worse than this (in log f) is refused: what it leaves out of log f, r in the root mean square, is worth r^2 / 2 of entropy. */
const worstResidual = Math.sqrt(2 * entropyJump);
/**
 * New particles lighter than this times the heaviest, some 5.3 thermal speeds out, are left out whatever the scenario's trim: f is no
 * longer a Maxwellian there but what polynomials make of it, and they throw such particles out. The corrections put their moments back.
 */
const leastWeight = 1e-6;

export interface RemapTask {
  readonly particles: Particles;
  readonly logDensity: Column;
  readonly nodes: Nodes;
  readonly frame: Frame;
  readonly order: number;
  /** Degree in v of the fit. */
  readonly degree: number;
  /** Degree in v of the moments that are kept where they can be; those up to 2 are kept in any case. */
  readonly moments: number;
  /** Nodes lighter than this times the heaviest get no particle; 1e-6 where it is less. */
  readonly trim: number;
  readonly passes: Passes;
}

/**
 * Lays the particles on a fresh lattice (a re-lattice, or remap): log f is fitted by functions of the frame, weighted by
 * w^(1/2) so that the tails count; the nodes get w = f cell and log f; the weights are corrected by 1 + w^(1/2) c . phi over
 * the functions of degree <= `moments` so that mass, momentum, second and higher moments of every space function stay to
 * rounding: what the score conducts is better known by the particles than by log f, which also carries what the score does
 * not see. (Without w^(1/2) a correction grows in the tails like the functions.) Lower degrees are tried when a fit or a
 * correction goes astray.
 */
export async function remap(task: RemapTask): Promise<RemapReport> {
  const cap = tailCap(task.particles, task.logDensity);
  let worst = Infinity;
  for (let degree = task.degree; degree >= 2; degree--) {
    const fit = await fitLogDensity(task, degree);
    if (!fit) continue;
    worst = Math.min(worst, fit.residual);
    if (fit.residual > worstResidual) break;
    for (let moments = Math.max(2, task.moments); moments >= 2; moments--) {
      const laid = await lay(task, cap, fit, moments);
      if (!laid) continue;
      adopt(task, laid);
      return { done: true, residual: fit.residual, degree, moments, particles: laid.count };
    }
  }
  return { done: false, residual: worst, degree: 0, moments: 0, particles: allOf(task.particles) };
}

/** Gram matrix of the scalar functions of `basis` from the moments of its product basis. */
export function scalarGram(basis: Basis, products: Products, moments: Float64Array): Float64Array {
  const { size, offset, extent } = basis;
  const matrix = new Float64Array(size * size);
  for (const { velocity, pairs } of alongSpace(products, moments)) {
    for (const { k, l, factor } of pairs) {
      for (let a = 0; a < extent[k]; a++) {
        const row = (offset[k] + a) * size + offset[l];
        for (let b = 0; b < extent[l]; b++) matrix[row + b] += factor * velocity[a * products.count + b];
      }
    }
  }
  return mirrored(matrix, size);
}

interface Fit {
  readonly basis: Basis;
  readonly coefficients: Float64Array;
  readonly residual: number;
}

async function fitLogDensity(task: RemapTask, degree: number): Promise<Fit | undefined> {
  const { particles, frame, logDensity, passes, order } = task;
  // sqrt(w) is a Gaussian of twice the variance: its own Hermite functions are nearly orthonormal.
  const basis = makeBasis({ ...frame, scale: frame.scale.map((s) => Math.SQRT2 * s) }, order, () => degree);
  const products = productTables(basis);
  const root = passes.columns('root', 1, particles.capacity)[0];
  for (let i = 0; i < particles.count; i++) root[i] = Math.sqrt(particles.weight[i]);
  const gram = scalarGram(basis, products, await passes.moments(products.basis, { ...particles, weight: root }));
  const factor = cholesky(gram, basis.size);
  if (!factor) return undefined;
  const coefficients = await passes.moments(basis, { ...particles, weight: root }, [logDensity]);
  solveLower(factor, coefficients, coefficients);
  solveUpper(factor, coefficients, coefficients);
  const [fitted] = passes.columns('fitted', 1, particles.capacity);
  await passes.evaluate(basis, particles, coefficients, [fitted]);
  // One step of iterative refinement: the normal equations lose half the digits.
  for (let i = 0; i < particles.count; i++) fitted[i] = logDensity[i] - fitted[i];
  const rest = await passes.moments(basis, { ...particles, weight: root }, [fitted]);
  solveLower(factor, rest, rest);
  solveUpper(factor, rest, rest);
  for (let a = 0; a < coefficients.length; a++) coefficients[a] += rest[a];
  await passes.evaluate(basis, particles, coefficients, [fitted]);
  const { weight, count, share } = particles;
  const [square, total] = blockSums(count, 2, (i, sums) => {
    sums[0] += weight[i] * (logDensity[i] - fitted[i]) ** 2;
    sums[1] += weight[i];
  }, share);
  return { basis, coefficients, residual: Math.sqrt(square / total) };
}

interface Laid {
  /** Nodes that become particles, on all ranks. */
  readonly count: number;
  /** Those of this rank. */
  readonly kept: Int32Array;
  readonly weight: Column;
  readonly logDensity: Column;
}

/** New weights at the nodes with the old moments; undefined when the fit cannot be trusted there. */
async function lay(task: RemapTask, cap: TailCap, { basis, coefficients }: Fit, degree: number): Promise<Laid | undefined> {
  const { nodes, particles, passes, trim, frame, order } = task;
  const [psi] = passes.columns('psi', 1, nodes.capacity);
  await passes.evaluate(basis, nodes, coefficients, [psi]);
  let own = 0;
  for (let i = 0; i < nodes.count; i++) {
    psi[i] = cap(psi[i], nodes.velocity, i);
    own = Math.max(own, Math.exp(psi[i]) * nodes.cell);
  }
  const heaviest = largest(own, nodes.share);
  if (!Number.isFinite(heaviest)) return undefined;
  const [weight, correction, taper, tapered] = passes.columns('laid', 4, nodes.capacity);
  const numbers = new Int32Array(nodes.count);
  let ours = 0;
  for (let i = 0; i < nodes.count; i++) {
    const w = Math.exp(psi[i]) * nodes.cell;
    weight[i] = w >= Math.max(trim, leastWeight) * heaviest ? w : 0;
    if (weight[i] > 0) numbers[ours++] = i;
    taper[i] = Math.sqrt(weight[i] / heaviest);
    tapered[i] = weight[i] * taper[i];
  }
  const kept = numbers.subarray(0, ours);
  const count = total(ours, nodes.share);
  const ratio = count / allOf(particles);
  if (!(ratio > particleRatio.least && ratio < particleRatio.most) || count > (particles.most ?? particles.capacity)) return undefined;
  const low = makeBasis(frame, order, () => degree);
  const wanted = await passes.moments(low, particles);
  const products = productTables(low);
  const gram = scalarGram(low, products, await passes.moments(products.basis, { ...nodes, weight: tapered }));
  const factor = cholesky(gram, low.size);
  if (!factor) return undefined;
  // Twice: the second pass removes what the first one's rounding left.
  for (let pass = 0; pass < 2; pass++) {
    const have = await passes.moments(low, { ...nodes, weight });
    const c = Float64Array.from(wanted, (m, a) => m - have[a]);
    solveLower(factor, c, c);
    solveUpper(factor, c, c);
    await passes.evaluate(low, nodes, c, [correction]);
    for (let i = 0; i < nodes.count; i++) correction[i] *= taper[i];
    const [square, mass] = blockSums(nodes.count, 2, (i, sums) => {
      sums[0] += weight[i] * correction[i] ** 2;
      sums[1] += weight[i];
    }, nodes.share);
    const tooMuch = (by: number): boolean => !(1 + by > leastFactor) || (degree > 2 && Math.abs(by) > mostCorrection);
    if (any(kept.some((i) => tooMuch(correction[i])), nodes.share)) return undefined;
    for (const i of kept) {
      weight[i] *= 1 + correction[i];
      psi[i] += Math.log1p(correction[i]);
    }
    if (!(Math.sqrt(square / mass) < correctionBound)) return undefined;
  }
  const jump = (entropyOf(nodes, weight, psi) - entropyOf(particles, particles.weight, task.logDensity)) / wanted[0];
  return jump >= -entropyFall && jump <= entropyJump ? { count, kept, weight, logDensity: psi } : undefined;
}

/** Points without weight are none. */
const entropyOf = ({ count, share }: PointSet, weight: Column, logDensity: Column): number =>
  -compensatedSum(count, (i) => (weight[i] > 0 ? weight[i] * logDensity[i] : 0), share);

/** The particles become the kept nodes; columns behind the new count are zero. */
function adopt({ particles, logDensity, nodes }: RemapTask, laid: Laid): void {
  const from = nodes.share && sharesOf(nodes.share.ranks, laid.kept.length);
  const to = nodes.share && shareOut(nodes.share.ranks, laid.count, shareUnit(laid.count));
  const fill = (column: Column, values: Column): void => {
    const taken = Float64Array.from(laid.kept, (i) => values[i]);
    const own = from && to ? moved(taken, from, to) : taken;
    column.set(own);
    column.fill(0, own.length);
  };
  particles.position.forEach((column, d) => fill(column, nodes.position[d]));
  particles.velocity.forEach((column, d) => fill(column, nodes.velocity[d]));
  fill(particles.weight, laid.weight);
  fill(logDensity, laid.logDensity);
  particles.share = to;
  particles.count = to ? countOf(to) : laid.count;
  number(particles);
}
