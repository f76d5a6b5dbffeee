import { afterAll, expect, it } from 'vitest';
import { main } from '../../src/cli/program.ts';
import { dampingScenario, particleRun, temporaryFolder } from '../judge/runs.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

const small = {
  particles: { sampling: 'lattice', position: { count: [6] }, velocity: { count: [8, 8], halfWidth: 3.5 }, trim: 1e-3 },
  mollifier: { kind: 'gaussian', width: { position: [1.05], velocity: 0.8 } },
  time: { scheme: 'rk4', step: 0.05, end: 0.1 }, output: { diagnostics: { every: 0.05 }, snapshots: { every: 0.1 } },
};

async function verify(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), interactive: false };
  const code = await main(['verify', ...words], terminal);
  return { code, out, err };
}

it.each([
  // A bump is 0 beyond its radius: the kernel has no lower bound, which is what kernel-bounds asks for.
  { kappa: { kind: 'bump', radius: 1 }, found: true, code: 3 },
  { kappa: { kind: 'constant' }, found: false, code: 0 },
])('verify --strict ends with $code for a kappa of kind $kappa.kind; without it verify ends with 0', async ({ kappa, found, code }) => {
  const folder = folders.path(kappa.kind);
  await particleRun(dampingScenario({ ...small, equation: { dimensions: { x: 1, v: 2 }, gamma: 0, strength: 1, kappa } }), folder);
  const strict = await verify(folder, '--strict', '--json');
  const verdicts = JSON.parse(strict.out) as { verdict: string }[];
  expect(verdicts.some(({ verdict }) => verdict === 'violated')).toBe(found);
  expect(strict.code, strict.err).toBe(code);
  // The same findings, told as such: a script has not asked for more.
  const plain = await verify(folder, '--json');
  expect(plain.out).toBe(strict.out);
  expect(plain.code).toBe(0);
});
