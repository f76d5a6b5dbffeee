/**
 * Makes docs/gallery.md and its pictures from real runs: those in a folder of runs, which are made first where they are not there.
 * With names only their pictures are made; the page is written whole each time, with the errors of benchmarks/scenario-errors.json.
 *
 *   npx tsx benchmarks/gallery.ts [FOLDER OF RUNS] [NAME...]
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { scenarioClaims } from '../test/scenario-claims.ts';
import { figuresFile, type MeasuredClaims } from '../test/scenario-page.ts';
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
  'damping-1x2v': ['Damped density wave', 'density-mode', 'phase-space-last'],
  'coulomb-2d': ['Two beams under Coulomb collisions', 'phase-space-first', 'phase-space-last'],
  'bkw-2d': ['The exact solution of Bobylev, Krook and Wu', 'fisher-v'],
  'delta-limit-1x2v': ['Towards the local Landau equation', 'density-mode'],
};

const root = resolve(import.meta.dirname, '..');
const [runs = join(root, 'runs'), ...asked] = process.argv.slice(2);
const measured = JSON.parse(readFileSync(figuresFile, 'utf8')) as MeasuredClaims;

/** Makes the pictures of a scenario's run, and the run first where it is not there. */
async function draw(name: string, wanted: readonly string[]): Promise<void> {
  const folder = join(runs, name);
  if (!existsSync(folder)) await runScenario(loadScenario(name), { out: folder });
  const figures = figuresOf((await pageOfRun(folder, { exact: true })).data);
  for (const picture of wanted) {
    const { svg } = figures.find((figure) => figure.name === picture)!;
    writeFileSync(join(pictures, `${name}-${picture}.svg`), svg);
  }
}

/** How far a scenario is off, in words. */
function errorOf(name: string): string {
  const { reference, times } = scenarioClaims.find((claim) => claim.name === name)!;
  if (!(name in measured)) return `Held against ${reference}; not measured yet.`;
  const { errors, version } = measured[name];
  const list = Object.entries(errors).map(([quantity, error]) => `${error.toExponential(1)} in \`${quantity}\``);
  return `Off by ${list.join(', ')} at most at t = ${times.join(', ')}, against: ${reference} (version ${version}).`;
}

const pictures = join(root, 'docs/images/gallery');
mkdirSync(pictures, { recursive: true });

const sections: string[] = [];
for (const [name, [title, ...wanted]] of Object.entries(shown)) {
  if (asked.length === 0 || asked.includes(name)) await draw(name, wanted);
  const images = wanted.map((picture) =>
    `![${title}: ${picture.replaceAll('-', ' ')}](images/gallery/${name}-${picture}.svg)`);
  const { summary } = shippedScenarios().find((scenario) => scenario.name === name)!;
  sections.push(`## ${title}\n\n${summary} [\`${name}\`](../scenarios/${name}.yaml)\n${errorOf(name)}\n\n${images.join('\n')}\n`);
}

writeFileSync(join(root, 'docs/gallery.md'), `# Gallery

Set-ups that come with the package, as they run: \`fuzzy-landau run NAME\` makes the run, \`fuzzy-landau report runs/NAME\` the page
that these pictures are of, \`fuzzy-landau init NAME\` a copy to change. Each is at most 25 lines of YAML. How far it is off is measured by
\`benchmarks/scenario-errors.ts\`, [of all shipped scenarios](scenarios.md). The page is made from real runs by \`benchmarks/gallery.ts\`.

${sections.join('\n')}`);
