import { exitCodes, type Command } from '../command.ts';
import { isSet, jsonOption, textOf } from '../options.ts';

export default {
  name: 'inspect',
  summary: 'What a run folder, Arrow file or checkpoint holds, in a screenful',
  example: 'inspect runs/damping-1x2v',
  positionals: [{ name: 'PATH', description: 'Run folder, Arrow file or checkpoint' }],
  options: { json: jsonOption },
  async run(args, terminal) {
    const path = textOf(args, 'PATH')!;
    const { inspectPath } = await import('../../io/inspect.ts');
    const { inspectData } = await import('../../io/inspect-data.ts');
    terminal.out(isSet(args, 'json') ? `${JSON.stringify(inspectData(path), null, 2)}\n` : `${inspectPath(path)}\n`);
    return exitCodes.done;
  },
} satisfies Command;
