import { afterAll, describe, expect, it } from 'vitest';
import type { CollisionPass, Column, ScorePass } from '../../src/contracts.ts';
import { createMeshSums, type MeshSums, type MeshSumsMemory } from '../../src/mesh/mesh-sums.ts';
import { MeshRefusal } from '../../src/mesh/refusal.ts';
import { loopKernels } from '../../src/parallel/loops.ts';
import { inlineSums } from '../../src/parallel/pair-sums.ts';
import { compileKernels, simdKernels } from '../../src/parallel/simd.ts';
import type { Threads } from '../../src/threads/threads.ts';
import { openThreads } from '../../src/threads/worker-threads.ts';
import { blobPasses, collisionPass, distance, plasma, type Plasma } from './plasma.ts';

const opened: Threads[] = [];
afterAll(() => Promise.all(opened.map((threads) => threads.close())));

/** Mesh sums whose checks use compiled kernels, as those of a run do. */
async function sumsOf(p: Plasma, tolerance: number, threads = 0, mostPoints?: number): Promise<MeshSums> {
  const workers = openThreads(threads);
  opened.push(workers);
  const compiled = await compileKernels(p.spec, 'fastest', ['gradient', 'collisions']);
  const kernels = simdKernels(compiled, p.arena.memory, p.arena.vector(compiled.workLength));
  return createMeshSums(p.spec, p.capacity, p.arena, { tolerance, seed: 5, mostPoints, threads: workers, kernels });
}

/** One evaluation, as the dynamics do it: density, score, collisions. Returns every output. */
async function evaluate(p: Plasma, sums: MeshSums): Promise<{ outputs: Column[]; score: ScorePass; collisions: CollisionPass }> {
  const { points, density, score } = blobPasses(p);
  const { output: { sum } } = density, { output: { force, back } } = score;
  const dv = p.velocity.length;
  await sums.blob.density(density);
  for (let i = 0; i < p.count; i++) points.ratio[i] = p.weight[i] / sum[i];
  await sums.blob.score(score);
  const g = p.columns(dv);
  g.forEach((column, a) => {
    for (let i = 0; i < p.count; i++) column[i] = force[p.z.length - dv + a][i] / p.weight[i];
  });
  const collisions = collisionPass(p, g);
  await sums.collisions.collisions(collisions);
  return { outputs: [sum, ...force, back, ...collisions.output.rate], score, collisions };
}

describe('mesh sums chosen from a tolerance', () => {
  it.each([1e-2, 1e-3, 1e-4])('keep score and collisions within %d of the direct sums', async (tolerance) => {
    // The check estimates the error from 200 targets; the true error over all particles may be a little larger.
    const p = plasma({ x: 1, v: 2, count: 1500, gamma: -1 });
    const sums = await sumsOf(p, tolerance);
    const { score, collisions } = await evaluate(p, sums);
    const direct = inlineSums(loopKernels(p.spec), p.arena);
    const exact = {
      score: { ...score, output: { force: p.columns(p.z.length), back: p.columns(1)[0] } },
      collisions: { ...collisions, output: { rate: p.columns(2) } },
    };
    await direct.run(exact.score);
    await direct.run(exact.collisions);
    expect(distance(score.output.force, exact.score.output.force)).toBeLessThan(1.5 * tolerance);
    expect(distance(collisions.output.rate, exact.collisions.output.rate)).toBeLessThan(1.5 * tolerance);
    const { errors } = sums.report();
    expect(errors.map(({ sum }) => sum)).toEqual(['density', 'score', 'collisions']);
    for (const { error } of errors) expect(error).toBeLessThan(1.2 * tolerance);
  });

  it('estimate by their check the error that there is', async () => {
    const p = plasma({ x: 1, v: 2, count: 1500, gamma: -2 });
    const sums = await sumsOf(p, 1e-2);
    await evaluate(p, sums);
    sums.requestCheck();
    const { collisions } = await evaluate(p, sums);
    const exact = collisionPass(p, collisions.columns.score);
    await inlineSums(loopKernels(p.spec), p.arena).run(exact);
    const truth = distance(collisions.output.rate, exact.output.rate);
    const estimate = sums.report().errors.find(({ sum }) => sum === 'collisions')!.error;
    // 200 targets of 1500 particles: a factor of two is the sampling error of a mean square of broad errors.
    expect(estimate).toBeGreaterThan(truth / 2);
    expect(estimate).toBeLessThan(truth * 2);
  });

  it('give the same bits on the calling thread and on 1, 2 and 3 workers', async () => {
    const p = plasma({ x: 1, v: 3, count: 400, gamma: -1 });
    const outputs: string[] = [];
    for (const threads of [0, 1, 2, 3]) {
      const result = await evaluate(p, await sumsOf(p, 2e-2, threads));
      outputs.push(result.outputs.map((column) => Buffer.from(column.slice().buffer).toString('base64')).join());
    }
    for (const other of outputs.slice(1)) expect(other === outputs[0]).toBe(true);
  });

  it('go on with the same bits when restored', async () => {
    const p = plasma({ x: 1, v: 2, count: 400, gamma: -1 });
    const sums = await sumsOf(p, 1e-3);
    await evaluate(p, sums);
    // The particles move: a mesh laid now would lie elsewhere.
    p.z[1][3] *= 0.7;
    p.velocity[0][3] *= 0.7;
    const before = (await evaluate(p, sums)).outputs.map((column) => [...column]);
    const resumed = await sumsOf(p, 1e-3);
    resumed.restore(JSON.parse(JSON.stringify(sums.memory())) as MeshSumsMemory);
    expect((await evaluate(p, resumed)).outputs.map((column) => [...column])).toEqual(before);
  });

  it('that fail a later check are laid finer between steps, and pass the next one', async () => {
    // The plasma cools to a hundredth of its temperature: a mesh laid for the hot one is far too coarse.
    const p = plasma({ x: 0, v: 2, count: 1500, gamma: -1 });
    const sums = await sumsOf(p, 1e-3);
    const error = (): number => sums.report().errors.find(({ sum }) => sum === 'collisions')!.error;
    await evaluate(p, sums);
    for (const column of p.velocity) column.set(column.map((v) => 0.1 * v));
    sums.requestCheck();
    await evaluate(p, sums);
    expect(error()).toBeGreaterThan(1.5e-3);
    const laid = sums.report().collisions!.laid;
    // A run resumed here knows that the check failed.
    const resumed = await sumsOf(p, 1e-3);
    resumed.restore(JSON.parse(JSON.stringify(sums.memory())) as MeshSumsMemory);
    sums.adapt();
    const after = await evaluate(p, sums);
    expect(sums.report().collisions!.laid).toBeGreaterThan(laid);
    expect(error()).toBeLessThan(1e-3);
    resumed.adapt();
    expect((await evaluate(p, resumed)).outputs.map((column) => [...column])).toEqual(after.outputs.map((column) => [...column]));
  });
});

describe('mesh sums at the edge of what they can do', () => {
  it('take a perfect equilibrium for what it is', async () => {
    // score = a + b v: every rate is zero and no relative error is defined; the mesh must not refuse it.
    const p = plasma({ x: 1, v: 2, count: 300, gamma: -2 });
    const score = p.columns(2);
    score.forEach((column, a) => column.set(p.velocity[a].map((v) => 0.3 - 1.1 * v)));
    const pass = collisionPass(p, score);
    await (await sumsOf(p, 1e-3)).collisions.collisions(pass);
    for (const column of pass.output.rate) for (const value of column) expect(Math.abs(value)).toBeLessThan(1e-14);
  });

  it('serve the collisions of 3X-3V when kappa is constant, for then positions do not matter', async () => {
    const p = plasma({ x: 3, v: 3, count: 600, gamma: -1, kappa: { kind: 'constant' } });
    const sums = await sumsOf(p, 1e-3);
    const score = p.columns(3);
    score.forEach((column, a) => column.set(p.velocity[a].map((v, i) => Math.sin(2 * v) + p.position[a][i])));
    const pass = collisionPass(p, score);
    await sums.collisions.collisions(pass);
    const exact = collisionPass(p, score);
    await inlineSums(loopKernels(p.spec), p.arena).run(exact);
    expect(distance(pass.output.rate, exact.output.rate)).toBeLessThan(1.5e-3);
    await expect(sums.blob.density(blobPasses(p).density)).rejects.toThrow(MeshRefusal);
  });

  it('refuse what they cannot do and name what would', async () => {
    const three = plasma({ x: 3, v: 3, count: 10 });
    await expect(sumsOf(three, 1e-3)).rejects.toThrow(MeshRefusal);
    await expect(sumsOf(three, 1e-3)).rejects.toThrow(/random-batch/);
    const plain = plasma({ x: 1, v: 2, count: 10 });
    expect(() => createMeshSums({ ...plain.spec, regularisation: 0.1 }, 10, plain.arena, { tolerance: 1e-3 })).toThrow(/direct/);
    // Coulomb in 2V: the mesh misses close encounters, an error that no affordable spacing removes.
    const coulomb = plasma({ x: 1, v: 2, count: 200, gamma: -3, kappa: { kind: 'constant' } });
    const coarse = evaluate(coulomb, await sumsOf(coulomb, 1e-3, 0, 1e5));
    await expect(coarse).rejects.toThrow(/mesh of the collisions reaches a relative error of .* direct/);
    // An outlier makes the ball of velocities, and the mesh with it, too large.
    const outlier = plasma({ x: 1, v: 3, count: 200, gamma: 0, kappa: { kind: 'gaussian', width: 0.8 } });
    outlier.velocity[2][0] = 3000;
    await expect(evaluate(outlier, await sumsOf(outlier, 1e-3))).rejects.toThrow(/outliers/);
  });
});

describe('points astray', () => {
  it('get NaN for an answer and leave the mesh where it was', async () => {
    // What a diverging implicit solve asks for: the step must be refused, not the run ended or the mesh inflated.
    const p = plasma({ x: 1, v: 2, count: 300, gamma: -1 });
    const sums = await sumsOf(p, 1e-2);
    const before = (await evaluate(p, sums)).outputs.map((column) => [...column]);
    const memory = JSON.stringify(sums.memory());
    const good = [p.z[1][3], p.velocity[0][3]];
    for (const stray of [1e3, NaN, -Infinity]) {
      [p.z[1][3], p.velocity[0][3]] = [stray, stray];
      const { outputs } = await evaluate(p, sums);
      for (const column of outputs) expect(column.subarray(0, p.count).every(Number.isNaN)).toBe(true);
    }
    [p.z[1][3], p.velocity[0][3]] = good;
    expect(JSON.stringify(sums.memory())).toBe(memory);
    expect((await evaluate(p, sums)).outputs.map((column) => [...column])).toEqual(before);
  });
});
