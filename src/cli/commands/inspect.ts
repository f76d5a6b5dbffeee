import type { Command } from '../command.ts';
import { exitCodes } from '../command.ts';
import { textOf } from '../options.ts';

const inspect: Command = {
  name: 'inspect',
  summary: 'What a run folder, Arrow file or checkpoint holds, in a screenful',
  example: 'inspect runs/damping-1x2v',
  positionals: [{ name: 'PATH', description: 'Run folder, Arrow file or checkpoint' }],
  options: {},
  async run(args, terminal) {
    const { inspectPath } = await import('../../io/inspect.ts');
    terminal.out(`${inspectPath(textOf(args, 'PATH')!)}\n`);
    return exitCodes.done;
  },
};
export default inspect;
