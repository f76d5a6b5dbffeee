import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLines, execute, pages, prepare, programLine } from './command-lines.ts';

// Every command line of every page is executed by test/validate/docs.validate.ts; here: that each of them is one that
// will be, and the first steps of the tutorial.

describe.each(pages())('%s', (page) => {
  it('shows only command lines that are executed somewhere', () => {
    for (const line of commandLines(page)) expect(() => programLine(line)).not.toThrow();
  });
});

describe('the first steps of the tutorial', () => {
  const lines = commandLines('docs/tutorial.md').flatMap((line) => programLine(line) ?? []).slice(0, 4);
  let folder: string;
  beforeAll(() => prepare((folder = mkdtempSync(join(tmpdir(), 'tutorial-')))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('list, run and look', () => expect(lines.map((line) => line.split(' ')[2])).toEqual(['list', 'run', 'inspect', 'verify']));
  it.each(lines)('%s', (line) => {
    const { status, said } = execute(folder, line);
    expect(said).not.toMatch(/internal error/);
    expect(status, said).toBe(0);
  });
});
