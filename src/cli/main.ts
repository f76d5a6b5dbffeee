#!/usr/bin/env node
import './no-inspector.ts';

// Imported here and not above, so that SIGUSR1 is looked after before all else is loaded.
const [{ main }, { showsBars }] = await Promise.all([import('./program.ts'), import('./sparkline.ts')]);

// `fuzzy-landau list | head` closes our output early: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
  bars: showsBars(process.stdout.isTTY === true, process.env),
});
