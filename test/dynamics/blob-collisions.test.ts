import { expect, test } from 'vitest';
import { bkwScenario, dampingScenario, engineOf } from '../small-scenario.ts';

/** Passes over the pairs in one observation: f is seen with the score, at the same particles. */
async function passes(scenario: Parameters<typeof engineOf>[0]): Promise<{ asked: string[]; missed: number }> {
  const engine = await engineOf(scenario, { backend: 'loops' });
  const { blob, collisions } = engine.sums;
  const asked: string[] = [];
  const [density, score, collide] = [blob.density.bind(blob), blob.score.bind(blob), collisions.collisions.bind(collisions)];
  Object.assign(blob, {
    density: (pass: Parameters<typeof density>[0]) => (asked.push('density'), density(pass)),
    score: (pass: Parameters<typeof score>[0]) => (asked.push('score'), score(pass)),
  });
  Object.assign(collisions, { collisions: (pass: Parameters<typeof collide>[0]) => (asked.push('collisions'), collide(pass)) });
  const seen = await engine.collisions.observe();
  const { weight, count } = engine.particles;
  // S_eps = -sum of w log f_eps, when it is the particles' own sum.
  let entropy = 0;
  for (let i = 0; i < count; i++) entropy -= weight[i] * Math.log(seen.density[i]);
  await engine.close();
  return { asked, missed: Math.abs(entropy - seen.entropy) };
}

test('an observation of a blob takes three passes over the pairs, and the density it sees is that of its entropy', async () => {
  for (const score of ['particle-sum', 'one-sided']) {
    const { asked, missed } = await passes(dampingScenario({ score }));
    expect(asked).toEqual(['density', 'score', 'collisions']);
    // Rounding of a sum of some hundred terms.
    expect(missed).toBeLessThan(1e-13);
  }
});

test('with the quadrature score, whose sums are at nodes, the density at the particles is a pass of its own', async () => {
  const { asked } = await passes(bkwScenario({ score: 'quadrature' }));
  expect(asked).toEqual(['density', 'collisions']);
});
