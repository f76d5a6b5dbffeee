import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { main } from '../../src/cli/program.ts';
import { tiny } from '../docs/tiny-settings.ts';

// The example at the end of each command's help, as it is printed there, in a folder of its own; what computes is made tiny. First
// comes the run that the others read; `verify` reads it before `resume` takes it further.

const folder = mkdtempSync(join(tmpdir(), 'help-'));
const before = { folder: process.cwd(), browser: process.env.BROWSER };
const commands = resolve(import.meta.dirname, '../../src/cli/commands');
const examples = await Promise.all(readdirSync(commands).map(async (file) =>
  ((await import(join(commands, file))) as { readonly default: Command }).default.example));

async function call(words: readonly string[], onOut: (text: string) => void = () => {}): Promise<{ code: number; said: string }> {
  let said = '';
  const out = (text: string): void => {
    said += text;
    onOut(text);
  };
  return { code: await main(tiny(words), { out, err: out, interactive: false }), said };
}

beforeAll(async () => {
  process.chdir(folder);
  process.env.BROWSER = 'true';
  expect((await call(['run', 'damping-1x2v'])).code).toBe(0);
});
afterAll(() => {
  process.chdir(before.folder);
  if (before.browser === undefined) delete process.env.BROWSER;
  else process.env.BROWSER = before.browser;
  rmSync(folder, { recursive: true });
});

describe('the example of a command does what it says', () => {
  const isLast = (example: string): number => Number(example.startsWith('resume '));
  const ended = examples.filter((example) => !example.startsWith('watch ')).toSorted((a, b) => isLast(a) - isLast(b));
  test.each(ended)('%s', async (example) => {
    const { code, said } = await call(example.split(' '));
    expect(said).not.toMatch(/internal error/);
    // --strict ends with 3 where a statement is violated, and Theorem 5 is by this wave.
    expect(code, said).toBe(example.endsWith('--strict') ? 3 : 0);
    expect(said).not.toBe('');
  });

  test('watch, which goes on until Ctrl-C', async () => {
    const { code, said } = await call(examples.find((example) => example.startsWith('watch '))!.split(' '), (text) => {
      if (text.includes('http://127.0.0.1')) setTimeout(() => process.emit('SIGINT'), 100);
    });
    expect(said).toContain('http://127.0.0.1');
    expect([0, 130]).toContain(code);
  });
});
