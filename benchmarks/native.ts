import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Case } from './cases.ts';

const source = fileURLToPath(
  new URL(import.meta.url.includes('/dist/') ? '../../benchmarks/native/pairs.c' : './native/pairs.c', import.meta.url),
);
const flags = ['-O3', '-march=native', '-ffast-math'];

/** The C compiler's version line, or undefined when there is none. */
export function compilerVersion(): string | undefined {
  try {
    return execFileSync('cc', ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().split('\n')[0];
  } catch {
    return undefined;
  }
}

/** The programs of benchmarks/native for the cases, built in a temporary folder. */
export class HandWritten {
  private readonly folder = mkdtempSync(join(tmpdir(), 'fuzzy-landau-bench-'));
  private readonly built = new Map<string, string>();

  /** Million ordered pairs per second of processor time, measured for `seconds`. */
  rate(which: Case, count: number, seconds: number): number {
    return Number(execFileSync(this.program(which), [which.pass, String(count), String(seconds)]).toString());
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private program({ dimensions: { x, v }, gamma, kappa }: Case): string {
    const definitions = [`-DDX=${x}`, `-DDV=${v}`, `-DGAMMA4=${4 * gamma}`, `-DKAPPA=${kappa.kind === 'gaussian' ? 1 : 0}`];
    const key = definitions.join(' ');
    const known = this.built.get(key);
    if (known) return known;
    const program = join(this.folder, `pairs-${this.built.size}`);
    execFileSync('cc', [...flags, ...definitions, source, '-o', program, '-lm'], { stdio: ['ignore', 'ignore', 'inherit'] });
    this.built.set(key, program);
    return program;
  }
}
