import { join } from 'node:path';
import type { Command } from '../command.ts';
import { exitCodes, UsageError } from '../command.ts';
import { forceOption, isSet, jsonOption, listOf, numberOf, quietOption, setOption, textOf, threadsOf, threadsOption } from '../options.ts';
import type { Arguments } from '../command.ts';

function countOf(args: Arguments, name: string): number | undefined {
  const value = numberOf(args, name);
  if (value !== undefined && (!Number.isInteger(value) || value < 1)) throw new UsageError(`--${name}: expected a whole number > 0, found ${value}`);
  return value;
}

const grid: Command = {
  name: 'grid',
  summary: 'Solve a scenario on the independent grid solver (at most one periodic x axis, 2 or 3 v axes)',
  positionals: [{ name: 'SCENARIO', description: 'Scenario file (YAML)' }],
  options: {
    out: { type: 'string', requiresArg: true, describe: 'Run folder [default: runs/NAME-grid]' },
    set: setOption,
    'velocity-points': { type: 'string', requiresArg: true, describe: 'Mesh points along each velocity axis, a multiple of 4 (a power of 2 unless gamma is 0)' },
    'position-points': { type: 'string', requiresArg: true, describe: 'Mesh points along x, even' },
    'velocity-half-width': { type: 'string', requiresArg: true, describe: 'Half the edge of the velocity box' },
    step: { type: 'string', requiresArg: true, describe: 'Largest time step' },
    threads: threadsOption,
    force: forceOption, quiet: quietOption, json: jsonOption,
  },
  async run(args, terminal) {
    const options = {
      velocityPoints: countOf(args, 'velocity-points'),
      positionPoints: countOf(args, 'position-points'),
      velocityHalfWidth: numberOf(args, 'velocity-half-width'),
      step: numberOf(args, 'step'),
      threads: threadsOf(args),
    };
    for (const name of ['velocity-half-width', 'step']) if ((numberOf(args, name) ?? 1) <= 0) throw new UsageError(`--${name}: expected a number > 0`);
    const { loadScenario } = await import('../../run/scenario.ts');
    const scenario = loadScenario(textOf(args, 'SCENARIO')!, listOf(args, 'set'));
    const out = textOf(args, 'out') ?? join('runs', `${scenario.name}-grid`);
    const { runGrid } = await import('../../run/grid-run.ts');
    const { RunStopped } = await import('../../run/run-stopped.ts');
    const { interruptible } = await import('../interrupt.ts');
    const { progressLine } = await import('../progress.ts');
    const { gridSummaryText } = await import('../grid-summary-text.ts');
    const progress = isSet(args, 'quiet') ? undefined : progressLine(terminal);
    try {
      const summary = await interruptible(terminal, ({ stopped }) => runGrid(scenario, {
        ...options, out, force: isSet(args, 'force'), interrupted: stopped, onProgress: progress?.show,
        onNotice: (text) => terminal.err(`note: ${text}\n`),
      }));
      progress?.finish();
      terminal.out(isSet(args, 'json') ? `${JSON.stringify(summary, null, 2)}\n` : gridSummaryText(summary));
      if (summary.status !== 'interrupted') return exitCodes.done;
      terminal.err(`interrupted; the outputs up to t = ${summary.time} are in ${out} (grid runs have no checkpoint)\n`);
      return exitCodes.interrupted;
    } catch (error) {
      progress?.finish();
      if (!(error instanceof RunStopped)) throw error;
      terminal.err(`the grid run stopped itself: ${error.message}\nThe outputs up to then are in ${out}.\n`);
      return error.exitCode;
    }
  },
};
export default grid;
