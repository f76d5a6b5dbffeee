/**
 * Makes docs/gallery.md and its pictures from real runs: those in a folder of runs, which are made first where they are not there.
 *
 *   npx tsx benchmarks/gallery.ts [FOLDER OF RUNS]
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadScenario, runScenario, shippedScenarios } from '../src/index.ts';
import { figuresOf } from '../src/report/figures.ts';
import { pageOfRun } from '../src/report/report.ts';

/** What is shown of each scenario: a title, and the pictures by the names that `report --figures` gives them. */
const shown: Readonly<Record<string, readonly [title: string, ...pictures: string[]]>> = {
  'sound-wave-1x3v': ['Sound wave', 'density-mode'],
  'heat-flux-1x2v': ['Temperature wave and its heat flux', 'density-mode'],
  'shear-layer-2x2v': ['Shear layer', 'temperature'],
  'moving-pulse-1x2v': ['Moving pulse', 'phase-space-first', 'phase-space-last'],
  'isotropisation-3v': ['Temperature isotropisation', 'temperature'],
  'two-beams-2v': ['Two beams', 'phase-space-first', 'phase-space-last'],
  'bump-on-tail-2v': ['Bump on tail', 'phase-space-first', 'phase-space-last'],
  'ring-2v': ['Ring', 'phase-space-first', 'phase-space-last'],
  'delta-limit-1x2v': ['Towards the local Landau equation', 'density-mode'],
};

const root = resolve(import.meta.dirname, '..');
const runs = process.argv[2] ?? join(root, 'runs');
const pictures = join(root, 'docs/images/gallery');
mkdirSync(pictures, { recursive: true });

const sections: string[] = [];
for (const [name, [title, ...wanted]] of Object.entries(shown)) {
  const folder = join(runs, name);
  if (!existsSync(folder)) await runScenario(loadScenario(name), { out: folder });
  const { data } = await pageOfRun(folder, { exact: true });
  const figures = figuresOf(data);
  const images = wanted.map((picture) => {
    const { svg } = figures.find((figure) => figure.name === picture)!;
    const file = `${name}-${picture}.svg`;
    writeFileSync(join(pictures, file), svg);
    return `![${title}: ${picture.replaceAll('-', ' ')}](images/gallery/${file})`;
  });
  const { summary } = shippedScenarios().find((scenario) => scenario.name === name)!;
  sections.push(`## ${title}\n\n${summary} [\`${name}\`](../scenarios/${name}.yaml)\n\n${images.join('\n')}\n`);
}

writeFileSync(join(root, 'docs/gallery.md'), `# Gallery

Set-ups that come with the package, as they run: \`fuzzy-landau run NAME\` makes the run, \`fuzzy-landau report runs/NAME\` the page
that these pictures are of, \`fuzzy-landau init NAME\` a copy to change. What each is measured against, and how far it is off, stands in the
scenario itself, and of all of them on [one page](scenarios.md). The page is made from real runs by \`benchmarks/gallery.ts\`.

${sections.join('\n')}`);
