import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLines, execute, pages, prepare, programLine } from '../docs/command-lines.ts';

// Every command line that README.md and docs show, in the order of the page, each page in a folder of its own: made
// tiny, but otherwise as it is printed. A page's later lines find what its earlier ones wrote.

describe.each(pages().filter((page) => commandLines(page).some((line) => programLine(line) !== undefined)))('%s', (page) => {
  let folder: string;
  beforeAll(() => prepare((folder = mkdtempSync(join(tmpdir(), 'page-')))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(commandLines(page).flatMap((line) => programLine(line) ?? []))('%s', (line) => {
    const { status, said } = execute(folder, line);
    expect(said).not.toMatch(/internal error/);
    expect(status, said).toBe(0);
  });
});
