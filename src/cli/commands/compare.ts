import { exitCodes, UsageError, type Command } from '../command.ts';
import { sayRemarks } from '../remarks.ts';
import { isSet, jsonOption, runPositional, textOf } from '../options.ts';

export default {
  name: 'compare',
  summary: 'Errors of a run against an exact reference or another run, at every output time',
  example: 'compare runs/damping-1x2v --reference modes',
  positionals: [
    runPositional,
    { name: 'DIR2', description: 'Run folder to compare with', optional: true },
  ],
  options: {
    reference: { type: 'string', requiresArg: true, describe: 'bkw, moments, modes, linear, or a run folder' },
    all: { type: 'boolean', describe: 'Also columns whose differences are rounding' },
    json: jsonOption,
  },
  async run(args, terminal) {
    const folder = textOf(args, 'DIR')!;
    const second = textOf(args, 'DIR2');
    const named = textOf(args, 'reference');
    if (second !== undefined && named !== undefined) throw new UsageError('give either a second run folder or --reference, not both');
    const against = second ?? named;
    const { referenceNames } = await import('../../judge/references.ts');
    if (against === undefined)
      throw new UsageError(`expected a second run folder, or --reference with one of ${referenceNames.join(', ')}`);
    const { existsSync } = await import('node:fs');
    const { didYouMean } = await import('../../scenario/nearest.ts');
    const reference = second === undefined ? referenceNames.find((name) => name === against) : undefined;
    if (!reference && second === undefined && !existsSync(against)) {
      throw new UsageError(
        `--reference: expected ${referenceNames.join(', ')} or a run folder, found '${against}'.${didYouMean(against, referenceNames)}`,
      );
    }
    const { openRun } = await import('../../judge/stored-run.ts');
    const { compareRuns, compareWithReference } = await import('../../judge/compare.ts');
    const { comparisonText } = await import('../comparison-text.ts');
    const run = openRun(folder);
    await sayRemarks(terminal, folder, ...(reference ? [] : [against]));
    const result = reference ? compareWithReference(run, reference) : compareRuns(run, openRun(against));
    terminal.out(isSet(args, 'json') ? `${JSON.stringify(result, null, 2)}\n` : comparisonText(result, isSet(args, 'all')));
    return exitCodes.done;
  },
} satisfies Command;
