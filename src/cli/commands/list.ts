import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from '../command.ts';
import { exitCodes } from '../command.ts';
import { isSet, jsonOption } from '../options.ts';
import { packageRoot } from '../../io/package-root.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
}

/** The scenarios that come with the package; the first comment line of each says what it shows. */
function shippedScenarios(): readonly Entry[] {
  const root = packageRoot();
  if (root === undefined) return [];
  const folder = join(root, 'scenarios');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort();
  return files.map((file) => ({
    name: `scenarios/${file}`,
    summary: /^#\s*(.*)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '',
  }));
}

const list: Command = {
  name: 'list',
  summary: 'Scenarios, kernels, mollifiers and schemes, one line each',
  positionals: [],
  options: { json: jsonOption },
  async run(args, terminal) {
    const { schemes } = await import('../../dynamics/catalogue.ts');
    const { kappas, mollifiers } = await import('../../physics/catalogue.ts');
    const parameters = (names: readonly string[]) => (names.length === 0 ? '' : ` {${names.join(', ')}}`);
    const entries = (members: readonly Entry[]) => members.map(({ name, summary }) => ({ name, summary }));
    const sections: Record<string, readonly Entry[]> = {
      scenarios: shippedScenarios(),
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
};
export default list;
