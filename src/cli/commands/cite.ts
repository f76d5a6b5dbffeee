import { exitCodes, type Command } from '../command.ts';
import { runPositional, textOf } from '../options.ts';

export default {
  name: 'cite',
  summary: 'BibTeX of the program and of the methods that a run used',
  example: 'cite runs/damping-1x2v',
  positionals: [runPositional],
  options: {},
  async run(args, terminal) {
    const { citations } = await import('../../judge/cited.ts');
    const { openRun } = await import('../../judge/stored-run.ts');
    terminal.out(citations(openRun(textOf(args, 'DIR')!)));
    return exitCodes.done;
  },
} satisfies Command;
