import { main } from '../../src/cli/program.ts';
import { tiny } from './tiny-settings.ts';

/**
 * Stands for `npx` while the command lines of the documentation are executed: `fuzzy-landau ...` runs from the sources,
 * and what computes gets settings appended that make it tiny. Everything else is refused.
 */
const [program, ...argv] = process.argv.slice(2);
if (program !== 'fuzzy-landau') throw new Error(`the documentation calls npx ${program}; only fuzzy-landau is known here`);

process.exitCode = await main(tiny(argv), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: false,
});
