import { UsageError, type Command } from '../command.ts';
import { sayRemarks } from '../remarks.ts';
import { jsonOption, numberOf, quietOption, runPositional, textOf, threadsOf, threadsOption, wallTimeOption } from '../options.ts';
import { withRanks } from '../with-ranks.ts';

export default {
  name: 'resume',
  summary: 'Go on from the last checkpoint, bit for bit as if never stopped',
  example: 'resume runs/damping-1x2v --until 2.5',
  positionals: [runPositional],
  options: {
    until: { type: 'string', requiresArg: true, describe: "Stop at the first step that reaches this time [default: the scenario's end]" },
    threads: threadsOption, 'wall-time': wallTimeOption, quiet: quietOption, json: jsonOption,
  },
  run: (args, screen) => withRanks(screen, async (ranks, terminal) => {
    const folder = textOf(args, 'DIR')!;
    const threads = threadsOf(args, ranks.local);
    const until = numberOf(args, 'until');
    if (until !== undefined && until <= 0) throw new UsageError(`--until: expected a time > 0, found ${until}`);
    const { resumeRun } = await import('../../run/run.ts');
    const { runSession } = await import('../session.ts');
    await sayRemarks(terminal, folder);
    // The backend is the checkpoint's: another one would not give the same bits.
    return runSession(folder, args, terminal, (session) => resumeRun(folder, { threads, until, backend: 'auto', ranks, ...session }));
  }),
} satisfies Command;
