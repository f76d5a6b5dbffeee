import { join } from 'node:path';
import { exitCodes, type Command } from '../command.ts';
import { isSet, jsonOption } from '../options.ts';
import { packageRoot } from '../../io/package-root.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
}

export default {
  name: 'list',
  summary: 'Scenarios, kernels, mollifiers and schemes, one line each',
  example: 'list --json',
  positionals: [],
  options: { json: jsonOption, pictures: { type: 'boolean', describe: 'Where the pictures of the scenarios are' } },
  async run(args, terminal) {
    if (isSet(args, 'pictures')) {
      terminal.out(`${join(packageRoot() ?? '', 'docs', 'gallery.md')}\n`);
      return exitCodes.done;
    }
    const { shippedScenarios } = await import('../../scenario/shipped.ts');
    const { schemes } = await import('../../dynamics/catalogue.ts');
    const { kappas, mollifiers } = await import('../../physics/catalogue.ts');
    const parameters = (names: readonly string[]) => (names.length === 0 ? '' : ` {${names.join(', ')}}`);
    const entries = (members: readonly Entry[]) => members.map(({ name, summary }) => ({ name, summary }));
    const sections: Record<string, readonly Entry[]> = {
      scenarios: entries(shippedScenarios()),
      kernels: kappas.map((kind) => ({ name: kind.name + parameters(Object.keys(kind.parameters)), summary: kind.summary })),
      mollifiers: entries(mollifiers),
      schemes: entries(schemes),
    };
    if (isSet(args, 'json')) {
      terminal.out(`${JSON.stringify(sections, null, 2)}\n`);
      return exitCodes.done;
    }
    const width = Math.max(...Object.values(sections).flat().map(({ name }) => name.length));
    for (const [title, members] of Object.entries(sections)) {
      terminal.out(`${title}\n`);
      for (const { name, summary } of members) terminal.out(`  ${name.padEnd(width)}  ${summary}\n`);
    }
    return exitCodes.done;
  },
} satisfies Command;
