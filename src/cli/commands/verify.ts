import { exitCodes, type Command } from '../command.ts';
import { sayRemarks } from '../remarks.ts';
import { isSet, jsonOption, textOf } from '../options.ts';

export default {
  name: 'verify',
  summary: "The paper's statements measured on a run: holds, violated, undecided, or outside the assumptions",
  example: 'verify runs/damping-1x2v --strict',
  positionals: [{ name: 'DIR', description: 'Run folder (particles or grid)' }],
  options: { strict: { type: 'boolean', describe: 'Exit code 3 where a statement is violated, for scripts' }, json: jsonOption },
  async run(args, terminal) {
    const { judge } = await import('../../judge/verify.ts');
    const { verdictsText } = await import('../verdicts-text.ts');
    const folder = textOf(args, 'DIR')!;
    const judgements = judge(folder);
    await sayRemarks(terminal, folder);
    // A verdict of `violated` is a finding, not a failure of the command, unless a script wants it to be one.
    const violated = judgements.some(({ verdict }) => verdict.verdict === 'violated');
    terminal.out(isSet(args, 'json') ? `${JSON.stringify(judgements.map(({ verdict }) => verdict), null, 2)}\n` : verdictsText(judgements));
    return isSet(args, 'strict') && violated ? exitCodes.stopped : exitCodes.done;
  },
} satisfies Command;
