import { exitCodes, type Command } from '../command.ts';
import { isSet, textOf } from '../options.ts';

export default {
  name: 'init',
  summary: 'Copy a shipped scenario to a file of your own, to change and run it',
  example: 'init damping-1x2v my-wave.yaml',
  positionals: [
    { name: 'NAME', description: 'Shipped scenario, as list prints it' },
    { name: 'FILE', description: 'File to write [default: NAME.yaml]', optional: true },
  ],
  options: { force: { type: 'boolean', describe: 'Replace an existing file' } },
  async run(args, terminal) {
    const { copyScenario } = await import('../../scenario/shipped.ts');
    const name = textOf(args, 'NAME')!;
    const own = `${name.replace(/^.*[/\\]/, '').replace(/\.yaml$/, '')}.yaml`;
    const file = copyScenario(name, textOf(args, 'FILE') ?? own, isSet(args, 'force'));
    terminal.out(`${file}\n`);
    terminal.err(`run it with: fuzzy-landau run ${file}\n`);
    return exitCodes.done;
  },
} satisfies Command;
