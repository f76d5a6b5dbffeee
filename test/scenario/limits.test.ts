import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Alias } from 'yaml';
import { loadScenario } from '../../src/scenario/scenario.ts';
import { ScenarioError } from '../../src/scenario/error.ts';
import { call, root } from '../run/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'scenario-limits-'));
afterAll(() => rmSync(folder, { recursive: true }));
const damping = readFileSync(join(root, 'scenarios/damping-1x2v.yaml'), 'utf8');
const file = join(folder, 's.yaml');

function refused(text: string): ScenarioError {
  writeFileSync(file, text);
  try {
    loadScenario(file);
  } catch (error) {
    if (error instanceof ScenarioError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('a scenario made to keep the loader busy', () => {
  it('with 30 000 anchors and as many aliases is read in one walk: no alias searches the document', () => {
    const search = vi.spyOn(Alias.prototype, 'resolve');
    const many = Array.from({ length: 30_000 }, (_, i) => i);
    const error = refused(`${damping}\na: [${many.map((i) => `&a${i} ${i}`).join(', ')}]\nz: [${many.map((i) => `*a${i}`).join(', ')}]\n`);
    expect(error.problems.map(({ path }) => path)).toEqual(['a', 'z']);
    expect(search).not.toHaveBeenCalled();
    search.mockRestore();
  });

  it('with 60 000 unknown keys tells 50 and counts the rest', () => {
    const error = refused(`${damping}\n${Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n')}\n`);
    expect(error.problems).toHaveLength(50);
    expect(error.message.split('\n')).toHaveLength(51);
    expect(error.message).toMatch(/^and 59950 more$/m);
  });

  it('with 50 000 unknown columns likewise', () => {
    const names = Array.from({ length: 50_000 }, (_, i) => `c${i}`).join(', ');
    const error = refused(damping.replace('snapshots: { every: 0.5 }', `snapshots: { every: 0.5, columns: [${names}] }`));
    expect(error.problems).toHaveLength(50);
    expect(error.message.length).toBeLessThan(20_000);
    expect(error.message).toContain('and 49950 more');
  });

  it('with a key of 1000 letters names it in short', () => {
    expect(refused(`${damping}\n${'k'.repeat(1000)}: 1\n`).message.length).toBeLessThan(1000);
  });
});

describe('aliases', () => {
  it('stand for what bore their anchor last before them', () => {
    writeFileSync(
      file,
      damping
        .replace('step: 0.02, end: 2', 'step: &n 0.05, end: &n 3')
        .replace('diagnostics: { every: 0.1 }', 'diagnostics: { every: *n }'),
    );
    expect(loadScenario(file).output.diagnostics.every).toBe(3);
  });

  it('without an anchor, or of themselves, are refused with their place', () => {
    expect(refused(damping.replace('seed: 1', 'seed: *none')).message).toMatch(/s\.yaml:\d+:\d+: .*none/);
    expect(refused(damping.replace('seed: 1', 'seed: &s [*s]')).message).toMatch(/s\.yaml:\d+:\d+: .*aliases/);
  });
});

describe('control characters', () => {
  it.each([
    ['a key', '"\\e[2J\\x9b1m": 1', '\\u001b[2J\\u009b1m'],
    ['a value', 'time: "\\e]0;title\\a"', '\\u001b]0;title\\u0007'],
    ['a key that turns the text round', '"\\u202egnorw": 1', '\\u202egnorw'],
  ])('in %s of a file are shown, not sent to the terminal', async (_, line, shown) => {
    writeFileSync(
      file, `${damping.replace(/^time:.*$/m, line.startsWith('time') ? line : '$&')}\n${line.startsWith('time') ? '' : line}\n`,
    );
    const { code, err } = await call('run', file, '--out', join(folder, 'never'));
    expect(code).toBe(2);
    expect(err).toContain(shown);
    expect(err).not.toMatch(/[^\P{Cc}\n\t]|\u202e/u);
  });
});
