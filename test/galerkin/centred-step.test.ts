import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { schemes } from '../../src/dynamics/catalogue.ts';
import { fieldSpace } from '../../src/galerkin/fields.ts';
import { CentredStep } from '../../src/galerkin/centred-step.ts';
import { CoordinateFlow } from '../../src/galerkin/flow.ts';
import { constantModes } from '../../src/galerkin/kappa-modes.ts';
import { polynomialRates } from '../../src/galerkin/rates.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';
import { momentErrors } from '../validate/galerkin-measure.ts';
import { basisOf, difference, frameOf, passesOver, randomParticles } from './small.ts';

const cloud = resolve(import.meta.dirname, '../../scenarios/expanding-cloud-3x3v.yaml');

// The space {v^b, |b| <= 3}, {x_a v^b, |b| <= 2} holds the test fields of all second moments, so that nothing but the steps is
// left: Strang's splitting and the midpoint rule are of second order, and any particles that have the cloud's moments will do.
// Halving the step leaves a quarter and what the next order adds, a tenth at these steps; a first order would leave half.
test('in free space the error of every second moment is of second order in the step', async () => {
  const [coarse, fine] = await Promise.all([0.05, 0.025].map((step) =>
    momentErrors(loadScenario(cloud, [
      `time.step=${step}`, 'time.end=0.2', 'output.diagnostics.every=0.2', 'output.snapshots.every=0.2',
      'particles.count=512', 'score={ kind: galerkin, degree: 3, modes: 1 }',
    ])),
  ));
  for (const moment of ['v v', 'x v', 'x x'] as const) {
    expect(coarse.errors[moment]).toBeGreaterThan(1e-6);
    expect(coarse.errors[moment] / fine.errors[moment], moment).toBeGreaterThan(3.5);
    expect(coarse.errors[moment] / fine.errors[moment], moment).toBeLessThan(4.4);
  }
});

async function opened() {
  const space = fieldSpace(basisOf(frameOf(1, 2), 1, 3), (k) => (k === 0 ? 3 : 0));
  const particles = randomParticles(500, space.basis);
  const passes = passesOver();
  const rates = polynomialRates(particles, passes, constantModes(space.basis, 1));
  const flow = new CoordinateFlow({ space, particles, passes, rates, strength: 1 });
  return { flow, particles, space };
}

const solver = { tolerance: 1e-12, maxIterations: 100, depth: 6, estimateError: false };
const discreteGradient = schemes.find(({ name }) => name === 'discrete-gradient')!;

test('labels ahead are where the displacement leads, and the particles stay in reach of them: start is their velocity', async () => {
  const { flow, particles, space } = await opened();
  await flow.rebase();
  const y = flow.vector(), rate = flow.vector();
  await flow.score(flow.origin, y);
  await flow.collide(flow.origin, y, rate);
  const ahead = flow.toCoefficients(rate).map((c) => 0.01 * c);
  await flow.rebase(ahead);
  const labels = flow.points.velocity.map((column) => column.slice(0, particles.count));
  expect(difference(labels[0], particles.velocity[0].subarray(0, particles.count))).toBeGreaterThan(1e-4);
  // v = z - u(z): the field that leads back from the labels is in the space, so energy and momentum stay exact.
  const back = particles.velocity.map(() => new Float64Array(particles.capacity));
  await flow.evaluate(ahead.map((c) => -c), back, flow.points.velocity);
  particles.velocity.forEach((column, d) =>
    expect(difference(back[d].subarray(0, particles.count), column.subarray(0, particles.count))).toBeLessThan(1e-14));
  const c = flow.toCoefficients(flow.start, flow.origin);
  expect(difference(c.subarray(0, space.size), ahead.map((value) => -value))).toBeLessThan(1e-11);
});

test('a way ahead that cannot be gone, for its field folds, leaves the labels with the particles', async () => {
  const { flow, particles } = await opened();
  await flow.rebase();
  await flow.rebase(new Float64Array(flow.fields.size).fill(3));
  expect(flow.points.velocity).toBe(particles.velocity);
  expect(flow.start).toEqual(flow.origin);
});

test('a step with a memory goes on with the same bits', async () => {
  const run = async (interrupted: boolean): Promise<Float64Array> => {
    const { flow, particles } = await opened();
    const logDensity = new Float64Array(particles.capacity);
    const make = (): CentredStep => new CentredStep(flow, discreteGradient, discreteGradient.create(flow, solver));
    let steps = make();
    for (let k = 0; k < 3; k++) {
      expect((await steps.advance(0.01, logDensity)).converged).toBe(true);
      const memory = structuredClone(steps.memory());
      if (interrupted) (steps = make()).restore(memory);
    }
    return Float64Array.of(...particles.velocity[0].subarray(0, particles.count), ...logDensity);
  };
  expect(await run(true)).toEqual(await run(false));
});
