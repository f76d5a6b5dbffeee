import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs an example as a user would, with `fuzzy-landau` standing for the sources. */
function example(name: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join('docs/examples', name), ...args], {
    cwd: root, encoding: 'utf8', env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'docs/examples/tsconfig.json') },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

const few = ['particles.position.count=4', 'time.step=0.1'];

describe('the examples of docs/examples run', () => {
  it('watch.ts prints every output and leaves when the wave is damped, or at the end', () => {
    const said = example(
      'watch.ts',
      'scenarios/damping-1x2v.yaml',
      ...few,
      'particles.trim=0',
      'particles.velocity={count: 8, halfWidth: 4}',
      'mollifier.width={position: 1.5, velocity: 0.8}',
      'time.end=0.2',
    );
    const lines = said.trim().split('\n');
    expect(lines[0]).toBe('256 particles');
    expect(lines.slice(1).map((line) => line.slice(0, 8))).toEqual(['t = 0.00', 't = 0.10', 't = 0.20']);
    expect(lines[1]).toContain('mode 1.00000');
  });

  it('own-kernel.ts runs a formula, and judges it: constant kappa is not assumed met', () => {
    const said = example('own-kernel.ts', join(folder, 'run'), ...few, 'particles.velocity={count: 8, halfWidth: 4}',
      'mollifier.width={position: 1.5, velocity: 0.8}', 'time.end=0.2', 'output={diagnostics: {every: 0.1}, snapshots: {every: 0.1}}');
    expect(said).toMatch(/^256 particles, 2 steps/);
    expect(said).toMatch(/^energy +holds/m);
    expect(said).toMatch(/^theorem-4-spatial +outside-assumptions/m);
  });

  it('convergence.ts prints an error for each lattice', () => {
    const said = example(
      'convergence.ts',
      'time.end=0.2',
      'time.step=0.1',
      'output.diagnostics.every=0.1',
      'particles.position.count=6',
      'mollifier.width.position=1',
    );
    const errors = [...said.matchAll(/mode (\S+)$/gm)].map((match) => Number(match[1]));
    expect(errors).toHaveLength(3);
    // At t = 0.2 the wave has lost 1.7e-2 of its height: errors a tenth of that say that it is followed.
    for (const error of errors) expect(error).toBeLessThan(1.7e-3);
  });

  it('linear-table.ts prints the table of docs/linear-response.md, with the digits that a low degree has', () => {
    const page = readFileSync(join(root, 'docs/linear-response.md'), 'utf8');
    const said = example('linear-table.ts', '22').trim().split('\n');
    expect(said).toHaveLength(20);
    expect(page).toContain(said[0]);
    // Maxwell molecules have all their digits already.
    for (const line of said.filter((row) => row.includes('| 0 | constant'))) expect(page).toContain(line);
    const numbers = (line: string): string[] => line.split('|').slice(4, 8).map((cell) => cell.trim());
    for (const line of said.slice(2)) {
      const printed = page.split('\n').find((row) => row.startsWith(line.split('|').slice(0, 4).join('|')))!;
      numbers(line).slice(0, 2).forEach((value, n) => expect(numbers(printed)[n].startsWith(value.slice(0, 6)), line).toBe(true));
    }
  });
});
