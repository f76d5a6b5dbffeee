import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** The program under a heading of docs/adding.md. */
export function exampleUnder(heading: string): string {
  const text = readFileSync(join(root, 'docs/adding.md'), 'utf8');
  return text.slice(text.indexOf(`# ${heading}\n`)).split('```')[1].replace(/^ts\n/, '');
}

/** Writes files into a copy of the sources in `folder` and runs the last of them there; returns the JSON that it prints last. */
export function askCopy(folder: string, files: Readonly<Record<string, string>>): unknown {
  for (const part of ['src', 'workers', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const out = execFileSync(process.execPath, ['--import', 'tsx', Object.keys(files).at(-1)!], { cwd: folder, encoding: 'utf8' });
  return JSON.parse(out.trim().split('\n').at(-1)!);
}
