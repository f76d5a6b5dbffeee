#!/usr/bin/env node
import './no-inspector.ts';
import type { Terminal } from './command.ts';
import { exitCode, guardOutput, guardProcess } from './guard.ts';

const outputLost = guardOutput();
const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
  bars: false,
};
const strayed = guardProcess(terminal);
// Imported here, so that a program that cannot even be loaded (no more files may be opened) says so in words.
const code = await exitCode(terminal, async () => {
  const [{ main }, { showsBars }] = await Promise.all([import('./program.ts'), import('./sparkline.ts')]);
  return main(process.argv.slice(2), { ...terminal, bars: showsBars(process.stdout.isTTY === true, process.env) });
});
process.exitCode = strayed() ?? (code || outputLost());
