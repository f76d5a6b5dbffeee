import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { main } from '../../src/cli/program.ts';
import { built } from '../built.ts';

export const root = resolve(import.meta.dirname, '../..');

/** What a program left behind when it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The program as a file for Node. */
export const program = built('src/cli/main.ts');

/** The command line as a process of its own. `preload`: a module that every thread runs first. */
export function start(argv: readonly string[], preload?: string): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: root,
    env: { ...process.env, ...(preload && { NODE_OPTIONS: `--import ${preload}` }) },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => { said.out += String(text); });
  child.stderr.on('data', (text: Buffer) => { said.err += String(text); });
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...said })) };
}

/** The same command in this process. */
export async function call(...argv: string[]): Promise<Ended> {
  const said = { out: '', err: '' };
  const terminal = { out: (text: string) => { said.out += text; }, err: (text: string) => { said.err += text; }, interactive: false };
  const code = await main(argv, terminal);
  return { code, ...said };
}
