import { expect, test } from 'vitest';
import { thermalNorm } from '../../src/dynamics/energy.ts';
import { GonzalezCorrection } from '../../src/dynamics/gonzalez.ts';
import { smallFlow } from './small-flow.ts';

const { initial, score: scoreOf, space, vector } = smallFlow();
const thermal = thermalNorm(space, initial);

/** The score at the middle of a move of so much of the thermal norm, corrected, and by how much of itself. */
async function corrected(move: number, noise: number): Promise<number> {
  // S = 4 and the noise of many logarithms: what it rises by is unknown below 1e-14.
  let asked = 0;
  const correction = new GonzalezCorrection({ space, entropy: async () => 4 + (asked++ % 2) * noise });
  const score = vector();
  await scoreOf(initial, score);
  const change = score.map((g) => (-move * thermal * g) / space.norm(score));
  const point = initial.map((v, i) => v + change[i]);
  await correction.begin(initial, thermal);
  const plain = score.slice();
  await correction.correct(score, point, change);
  return space.norm(score.map((g, i) => g - plain[i])) / space.norm(plain);
}

test('a move of 1e-7 has no correction: its third power is far below the noise of S, which would be all of it', async () => {
  expect(await corrected(1e-7, 3e-14)).toBe(0);
});

test('a move of a thousandth has it: S is made to rise by what it rises, whatever that is', async () => {
  expect(await corrected(1e-3, 0)).toBeCloseTo(1, 6);
});
