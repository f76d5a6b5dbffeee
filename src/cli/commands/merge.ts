import { exitCodes, type Command } from '../command.ts';
import { isSet, jsonOption, runPositional, textOf } from '../options.ts';

export default {
  name: 'merge',
  summary: 'Put the files of a run by many processes together, in place',
  example: 'merge runs/damping-1x2v',
  positionals: [runPositional],
  options: { json: jsonOption },
  async run(args, terminal) {
    const folder = textOf(args, 'DIR')!;
    const { mergeRun } = await import('../../run/merge.ts');
    const merged = mergeRun(folder);
    const { snapshots, checkpoint } = merged;
    const told = snapshots === 1 && checkpoint === 1 ? 'nothing to do: there is one file of each'
      : `snapshots.arrow holds what ${snapshots} files held, checkpoint.bin what ${checkpoint} held`;
    terminal.out(isSet(args, 'json') ? `${JSON.stringify(merged, null, 2)}\n` : `${told}\n`);
    return exitCodes.done;
  },
} satisfies Command;
