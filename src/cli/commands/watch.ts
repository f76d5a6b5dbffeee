import { exitCodes, UsageError, type Command } from '../command.ts';
import { explain } from '../guard.ts';
import { isSet, listOf, numberOf, runPositional, textOf } from '../options.ts';
import { verdictsOf } from '../verdicts-of.ts';

/** Until a signal comes, as Ctrl-C sends one. */
const askedToStop = (): Promise<void> => new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
});

export default {
  name: 'watch',
  summary: 'The report of a run while it goes on, in the browser: a page of this machine alone, until Ctrl-C',
  example: 'watch runs/damping-1x2v --open',
  positionals: [runPositional],
  options: {
    port: { type: 'string', requiresArg: true, describe: 'Port on 127.0.0.1 [default: a free one]' },
    open: { type: 'boolean', describe: 'Open the page in the browser' },
    compare: { type: 'string', array: true, requiresArg: true, describe: 'Another run folder, drawn over the first; may be repeated' },
    exact: {
      type: 'string', choices: ['auto', 'none'], default: 'auto', describe: 'Exact values where the scenario has an exact solution',
    },
    verify: {
      type: 'string', choices: ['auto', 'none'], default: 'auto', describe: "The paper's statements judged once the run has ended",
    },
  },
  async run(args, terminal) {
    const folder = textOf(args, 'DIR')!;
    const port = numberOf(args, 'port') ?? 0;
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new UsageError(`--port: expected a whole number up to 65535, found '${textOf(args, 'port')}'`);
    const { watchRun } = await import('../../report/watch.ts');
    const watch = await watchRun(folder, {
      port, compare: listOf(args, 'compare'), exact: textOf(args, 'exact') !== 'none',
      verify: textOf(args, 'verify') === 'none' ? undefined : (run) => verdictsOf(run, terminal),
      onEnd: (status) => terminal.err(`the run has ended: ${status}; the page stays\n`),
      onError: (error) => void explain(error, terminal),
    });
    try {
      terminal.out(`${watch.address}\n`);
      terminal.err('the page follows the run; Ctrl-C ends it\n');
      if (isSet(args, 'open')) await (await import('../open-page.ts')).openPage(watch.address);
      await askedToStop();
    } finally {
      await watch.close();
    }
    return exitCodes.done;
  },
} satisfies Command;
