import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.ts';

const scenario = resolve(import.meta.dirname, '../../scenarios/localised-1x2v.yaml');

async function printed(...words: string[]): Promise<string> {
  let text = '';
  const code = await main(['kernel', scenario, ...words], { out: (part) => (text += part), err: () => {}, interactive: false });
  expect(code).toBe(0);
  return text;
}

test('kernel prints the generated text of a scenario, of one pass or of all', async () => {
  const all = await printed();
  for (const name of ['density', 'gradient', 'score', 'collisions', 'densityGather']) expect(all).toContain(`(export "${name}")`);
  const one = await printed('--pass', 'collisions');
  expect(one).toContain('(export "collisions")');
  expect(one).not.toContain('(export "density")');
});

test('a pass that is none is refused with those that are', async () => {
  let said = '';
  const code = await main(['kernel', scenario, '--pass', 'densty'], { out: () => {}, err: (part) => (said += part), interactive: false });
  expect(code).toBe(2);
  expect(said).toContain("--pass: expected one of collisions, density, gradient, score, found 'densty'. Did you mean 'density'?");
});

test('with --reproducible it holds no fused operation', async () => {
  expect(await printed('--reproducible')).not.toContain('relaxed');
});

test('with --backend native it is C, for one pass or for all', async () => {
  const all = await printed('--backend', 'native');
  for (const name of ['density', 'gradient', 'score', 'collisions', 'densityGather']) expect(all).toContain(`\nvoid ${name}(`);
  expect(all).toContain('fma_(t');
  const one = await printed('--backend', 'native', '--pass', 'density', '--reproducible');
  expect(one).not.toContain('void collisions(');
  expect(one).not.toContain('fma_(t');
});
