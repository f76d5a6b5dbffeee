import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/io/package-root.ts';
import { members, named } from '../src/members.ts';
import { Laboratory, stamp, type Experiment } from './laboratory.ts';

/**
 * Makes experiments again, all of benchmarks/experiments without a name: `node dist/benchmarks/experiment.js [NAME...]`. Each
 * is written into its section of docs/experiments.md, or printed with `--print`. `--dirty` allows changes in the tree.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { dirty: { type: 'boolean', default: false }, print: { type: 'boolean', default: false } },
});
const page = join(packageRoot()!, 'docs/experiments.md');
const all = await members<Experiment>(new URL('./experiments/', import.meta.url));

for (const name of positionals.length > 0 ? positionals : all.map((experiment) => experiment.name)) {
  const { title, run } = named(all, name);
  // Before the work: a refusal should not come after it.
  const made = stamp(`node dist/benchmarks/experiment.js ${name}`, values.dirty);
  const laboratory = new Laboratory();
  try {
    const start = process.cpuUsage();
    const text = await run(laboratory);
    const { user, system } = process.cpuUsage(start);
    const section = `## ${title}\n\n${text}\n\n${made} ${Math.round((user + system) / 1e6)} processor seconds.\n`;
    if (values.print) process.stdout.write(section);
    else {
      writeFileSync(page, withSection(name, section));
      laboratory.writeFigures(join(packageRoot()!, 'docs/images'));
    }
  } finally {
    laboratory.close();
  }
}

/** The page with one section put in or replaced; sections stand between comments of their own. */
function withSection(name: string, section: string): string {
  const text = existsSync(page) ? readFileSync(page, 'utf8') : '# Experiments\n';
  const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->\n`];
  const marked = `${begin}\n${section}\n${end}`;
  const first = text.indexOf(begin);
  if (first < 0) return `${text.trimEnd()}\n\n${marked}`;
  return text.slice(0, first) + marked + text.slice(text.indexOf(end) + end.length);
}
