import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { cacheFolder, cached, draft, keep, keyOf, openCache, tidy } from './cache.ts';
import { koffi } from './library.ts';
import { NativeUnavailable } from './unavailable.ts';

/** A library of native kernels, and how it came about. Plain data: it travels to threads. */
export interface NativeLibrary {
  readonly path: string;
  /** First line of what the compiler says of its version. */
  readonly compiler: string;
  readonly flags: readonly string[];
  /** Wall seconds it took to compile, or to find. */
  readonly seconds: number;
  /** It was compiled by an earlier run. */
  readonly cached: boolean;
}

/** Products and sums are fused where the text says so, and nowhere else; nothing is reordered. */
const flags = ['-O3', arch() === 'arm64' ? '-mcpu=native' : '-march=native', '-ffp-contract=off', '-fno-math-errno', '-fPIC', '-shared'];

/** What `-march=native` depends on: one home folder may serve many kinds of machines. */
function processor(): string {
  try {
    const lines = readFileSync('/proc/cpuinfo', 'utf8').split('\n');
    return ['model name', 'flags', 'Features'].map((name) => lines.find((line) => line.startsWith(name)) ?? '').join('\n');
  } catch {
    return cpus()[0]?.model ?? '';
  }
}

/**
 * Compiles C text into a library, or finds it compiled. CC names another compiler than cc. Throws NativeUnavailable: no
 * koffi, no compiler, a text that it does not take, no private folder.
 */
export async function compileLibrary(text: string, environment: NodeJS.ProcessEnv = process.env): Promise<NativeLibrary> {
  const begun = performance.now();
  const seconds = (): number => (performance.now() - begun) / 1000;
  if (process.getuid === undefined) throw new NativeUnavailable('they need Linux, macOS or another Unix', 'run there');
  koffi();
  const program = environment.CC || 'cc';
  const [compiler] = (await call(program, ['--version'], '')).split('\n');
  const folder = cacheFolder(environment);
  openCache(folder);
  const key = keyOf([text, compiler, ...flags, platform(), arch(), processor()]);
  const known = cached(folder, key);
  if (known) return { path: known, compiler, flags, seconds: seconds(), cached: true };
  tidy(folder);
  const file = draft(folder, key);
  try {
    await call(program, [...flags, '-x', 'c', '-', '-o', file, '-lm'], text);
    return { path: keep(folder, key, file), compiler, flags, seconds: seconds(), cached: false };
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** Runs a compiler, out of reach of the terminal's Ctrl-C; what it printed. */
function call(program: string, args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe', detached: true });
    let output = '', complaint = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (complaint += part));
    child.stdin.on('error', () => {}).end(input);
    child.on('error', (cause) => {
      const advice = 'install one (Debian: apt install gcc), set CC to its path';
      reject(new NativeUnavailable(`there is no C compiler '${program}'`, advice, cause));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const why = complaint.trim().split('\n').slice(0, 5).join('\n') || `it ended with ${signal ?? code}`;
      return reject(new NativeUnavailable(`the C compiler '${program}' refused them: ${why}`, 'set CC to another compiler'));
    });
  });
}

/** How a library came about, in a few words. */
export function madeBy({ compiler, flags: used, seconds, cached: found }: NativeLibrary): string {
  const options = used.filter((flag) => flag !== '-fPIC' && flag !== '-shared').join(' ');
  const how = found ? `found compiled in ${seconds.toFixed(2)} s` : `compiled in ${seconds.toFixed(1)} s`;
  return `${how}, ${compiler}, ${options}`;
}
