import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scenario } from '../src/contracts.ts';

import { packageRoot, packageVersion } from '../src/io/package-root.ts';
import { openGrid, openParticles, type GridRun as StoredGridRun, type ParticleRun, type StoredRun } from '../src/judge/stored-run.ts';
import type { ErrorEstimate } from '../src/reference/grid.ts';
import { runGrid, type GridRunOptions } from '../src/run/grid-run.ts';
import { runScenario } from '../src/run/run.ts';
import { loadScenario } from '../src/scenario/scenario.ts';

/** One experiment: a section of docs/experiments.md, made again by its own command. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Its text, in Markdown, with the numbers in it. */
  readonly run: (laboratory: Laboratory) => Promise<string>;
}

/** A grid run with what it says that its diagnostics are off by. */
export interface GridRun extends StoredGridRun {
  readonly estimate: ErrorEstimate;
}

/** Makes runs in a folder that goes at the end; keeps the figures until they are written. */
export class Laboratory {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fuzzy-landau-experiment-'));
  private readonly figures = new Map<string, string>();
  private count = 0;

  /** A run by particles, as the command line would make it. */
  async particles(scenario: Scenario): Promise<ParticleRun> {
    const out = this.next();
    await runScenario(scenario, { out, force: false, threads: 2, backend: 'auto', reproducible: false });
    return openParticles(out);
  }

  /** A run on the grid. */
  async grid(scenario: Scenario, options: Partial<GridRunOptions> = {}): Promise<GridRun> {
    const out = this.next();
    const { errorEstimate } = await runGrid(scenario, { out, force: false, ...options });
    return { ...openGrid(out), estimate: errorEstimate! };
  }

  /** Keeps an SVG for docs/images and returns the Markdown that shows it. */
  figure(name: string, alt: string, svg: string): string {
    this.figures.set(`${name}.svg`, svg);
    return `![${alt}](images/${name}.svg)`;
  }

  writeFigures(folder: string): void {
    for (const [name, svg] of this.figures) writeFileSync(join(folder, name), svg);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private next(): string {
    return join(this.folder, String(this.count++));
  }
}

/** The wave of damping-1x2v, 1 + 0.4 cos x times a Maxwellian in a box of 2 pi, with overrides. */
export const wave = (...overrides: string[]): Scenario => loadScenario(join(packageRoot()!, 'scenarios/damping-1x2v.yaml'), overrides);

/** A column at a time; NaN where there is no row. */
export function at(run: StoredRun, name: string, time: number): number {
  const { columns } = run.diagnostics;
  const row = columns.time.findIndex((t) => Math.abs(t - time) < 1e-9);
  return row < 0 ? NaN : columns[name][row];
}

/** Largest rise of a column above any earlier value, relative to its largest value. */
export function largestRise(run: StoredRun, name: string): { readonly rise: number; readonly time: number } {
  const { time, [name]: values } = run.diagnostics.columns;
  let [least, rise, when] = [Infinity, 0, 0];
  values.forEach((value, k) => {
    least = Math.min(least, value);
    if (value - least > rise) [rise, when] = [value - least, time[k]];
  });
  return { rise: rise / Math.max(...values), time: Number(when.toFixed(6)) };
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const percent = (part: number): string => (part < 1e-9 ? 'none' : `${(100 * part).toPrecision(2)} %`);

/** Version, commit, machine. Throws when the tree has changes, unless they are allowed: a number belongs to a commit. */
export function stamp(command: string, dirty: boolean): string {
  const git = (...words: string[]): string => execFileSync('git', words, { cwd: packageRoot()!, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'src', 'workers', 'scenarios', 'package.json') !== '';
  if (changed && !dirty) throw new Error('src, workers or scenarios have changes; commit them first, or say --dirty');
  const commit = `${git('rev-parse', '--short', 'HEAD')}${changed ? ', with changes' : ''}`;
  const machine = `${cpus().length} cores of an ${cpus()[0].model}`;
  return `(version ${packageVersion()}, commit ${commit}, Node ${process.versions.node}, ${machine}; \`${command}\`.)`;
}
