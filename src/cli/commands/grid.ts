import { join } from 'node:path';
import { exitCodes, UsageError, type Command, type Arguments } from '../command.ts';
import {
  forceOption, isSet, jsonOption, numberOf, quietOption, scenarioFrom, scenarioPositional, setOption, textOf, threadsOf, threadsOption,
} from '../options.ts';
import { shown } from '../../math/shown.ts';

function countOf(args: Arguments, name: string): number | undefined {
  const value = numberOf(args, name);
  if (value !== undefined && (!Number.isInteger(value) || value < 1))
    throw new UsageError(`--${name}: expected a whole number > 0, found ${value}`);
  return value;
}

/** One number for all velocity axes, or one for each: 64 or 64,32. */
function axesOf(args: Arguments, name: string, whole: boolean): number | readonly number[] | undefined {
  const text = textOf(args, name);
  if (text === undefined) return undefined;
  const values = text.split(',').map((word) => (word.trim() === '' ? NaN : Number(word)));
  if (values.some((value) => !(value > 0) || !Number.isFinite(value) || (whole && !Number.isInteger(value)))) {
    const kind = whole ? 'whole numbers' : 'numbers';
    throw new UsageError(`--${name}: expected ${kind} > 0, one or as many as velocity axes, found '${text}'`);
  }
  return values.length === 1 ? values[0] : values;
}

export default {
  name: 'grid',
  summary: 'Solve a scenario on the independent grid solver (at most one periodic x axis, 2 or 3 v axes)',
  example: 'grid damping-1x2v --out runs/damping-grid --velocity-points 32',
  positionals: [scenarioPositional],
  options: {
    out: { type: 'string', requiresArg: true, describe: 'Run folder [default: runs/NAME-grid]' },
    set: setOption,
    'velocity-points': {
      type: 'string',
      requiresArg: true,
      describe:
        'Mesh points along the velocity axes, one number or one for each (64,32): multiples of 4 (powers of 2 are best unless gamma is 0)',
    },
    'position-points': { type: 'string', requiresArg: true, describe: 'Mesh points along x, even' },
    'velocity-half-width': { type: 'string', requiresArg: true, describe: 'Half the edge of the velocity box, or of each axis' },
    step: { type: 'string', requiresArg: true, describe: 'Largest time step' },
    threads: threadsOption,
    force: forceOption, quiet: quietOption, json: jsonOption,
  },
  async run(args, terminal) {
    const options = {
      velocityPoints: axesOf(args, 'velocity-points', true),
      positionPoints: countOf(args, 'position-points'),
      velocityHalfWidth: axesOf(args, 'velocity-half-width', false),
      step: numberOf(args, 'step'),
      threads: threadsOf(args),
    };
    if ((options.step ?? 1) <= 0) throw new UsageError('--step: expected a number > 0');
    const scenario = await scenarioFrom(args);
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
      terminal.err(`interrupted; the outputs up to t = ${shown(summary.time)} are in ${out} (grid runs have no checkpoint)\n`);
      return exitCodes.interrupted;
    } catch (error) {
      progress?.finish();
      if (!(error instanceof RunStopped)) throw error;
      terminal.err(`the grid run stopped itself: ${error.message}\nThe outputs up to then are in ${out}.\n`);
      return error.exitCode;
    }
  },
} satisfies Command;
