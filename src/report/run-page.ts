import { entropyJumps } from '../diagnostics/entropy-jumps.ts';
import type { Manifest, Session } from '../io/manifest.ts';
import { scientific } from '../math/shown.ts';
import { pageHtml, sectionPart, tableHtml, type Part } from './html.ts';
import type { ReportData, Section } from './nouns.ts';
import { escaped, shortNumber } from './page/numbers.js';
import { sectionsOf } from './page/series.js';
import type { ReportedRun } from './run-data.ts';
import { statementsPart } from './statement-cards.ts';

const isStatements = ({ id }: Section): boolean => id === 'measured';

export interface PageOptions {
  readonly compared?: readonly ReportedRun[];
  /** Served by `watch`. */
  readonly live?: boolean;
}

/** The page of a run: pictures first, then what is kept, what is proved, how the numbers came about. */
export function runPage(run: ReportedRun, data: ReportData, { compared = [], live }: PageOptions = {}): string {
  const [pictures, ...others] = sectionsOf(data);
  const phaseSpace = data.phaseSpaces?.length ? phaseSpaceCard(data.phaseSpaces[0].source) : '';
  const judged = data.statements?.length ? statementsPart(data.statements, others.find(isStatements)?.charts ?? []) : undefined;
  const parts: Part[] = [
    overview(run, data), sectionPart(pictures, phaseSpace),
    ...others.map((section) => (isStatements(section) && judged ? judged : sectionPart(section))),
    // Where no statement has a curve.
    ...(judged && !others.some(isStatements) ? [judged] : []),
    ...(compared.length > 0 ? [comparison(data)] : []),
    provenancePart([run, ...compared]),
  ];
  return pageHtml({ title: run.name, lead: lead(run, data), parts, footer: footer(run, data), mark: run.mark, data: { run: data }, live });
}

function lead({ scenario, manifest, status, diagnostics }: ReportedRun, data: ReportData): string {
  const { time } = diagnostics.columns;
  const said: string[] = [];
  if (scenario?.equation) {
    const { dimensions, gamma, strength, kappa } = scenario.equation;
    const { kind, ...parameters } = kappa;
    const details = Object.entries(parameters).map(([name, value]) => `${name} ${value}`).join(', ');
    const radial = `\u03b3 = ${gamma}, \u03ba ${kind}${details ? ` (${details})` : ''}`;
    said.push(`Fuzzy Landau equation, ${dimensions.x}X-${dimensions.v}V, ${radial}, strength ${shortNumber(strength)}.`);
  }
  said.push(`t = ${shortNumber(time[0])} to ${shortNumber(time[time.length - 1])}${manifest ? `, ${status}` : ''}.`);
  for (const { role, name, note } of data.runs) {
    if (role === 'compared') said.push(`Over it: ${name}.`);
    if (role === 'exact') said.push(`Marks: ${note}.`);
  }
  return `<p class="soft">${said.map(escaped).join(' ')}</p>`;
}

/** The numbers people look for first. */
function overview({ manifest, scenario, diagnostics: { columns, rows } }: ReportedRun, data: ReportData): Part {
  const change = (name: string): number => Math.abs(columns[name][rows - 1] - columns[name][0]) / Math.abs(columns[name][0]);
  const tiles: [string, string][] = [];
  if (manifest?.counts.particles !== undefined) tiles.push(['particles', String(manifest.counts.particles)]);
  if (manifest?.counts.steps !== undefined)
    tiles.push(['steps', `${manifest.counts.steps}${scenario?.time ? ` (${scenario.time.scheme})` : ''}`]);
  if (columns.degree) tiles.push(['score', `galerkin, degree ${columns.degree[rows - 1]}, modes ${columns.modes[rows - 1]}`]);
  if (manifest) tiles.push(['wall time', `${shortNumber(Number(manifest.wallSeconds.toPrecision(3)))} s`]);
  if (columns.mass) tiles.push(['mass drift', small(change('mass'))]);
  if (columns.energy) tiles.push(['energy drift', small(change('energy'))]);
  if (columns.entropy) {
    const jumps = entropyJumps(columns);
    const rises = columns.entropy.every((value, k) => k === 0 || value - jumps[k] >= columns.entropy[k - 1] - jumps[k - 1]);
    tiles.push(
      ['entropy gained', shortNumber(Number((columns.entropy[rows - 1] - columns.entropy[0]).toPrecision(5)))],
      ['entropy rises at', rises ? 'every output' : 'NOT every output'],
    );
  }
  if (columns.generic_residual) tiles.push(['S \u2212 S(0) \u2212 \u222bD', small(columns.generic_residual[rows - 1])]);
  const thinned = data.runs[0].every > 1 ? `<p class="note">Every ${data.runs[0].every}th of ${rows} rows is drawn.</p>` : '';
  const told = tiles.map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('');
  return { id: 'overview', title: 'Overview', html: `<dl class="tiles">${told}</dl>${thinned}` };
}

const small = (value: number): string => scientific(value).replaceAll('-', '\u2212');

/** The card of phase space; the page's script draws in it, and fills in what there is to choose. */
function phaseSpaceCard(source: string): string {
  const choice = (name: string, title: string): string =>
    `<label hidden>${title} <select class="${name}" aria-label="${title}"></select></label>`;
  return [
    '<figure class="card wide" id="phase-space"><h3>Phase space</h3>',
    `<p class="note">Density of ${escaped(source)}.</p>`,
    `<div class="phase-controls">${choice('runs', 'run')}${choice('axes', 'axes')}${choice('views', 'shown')}`,
    '<label><input type="checkbox"> logarithmic colours</label></div>',
    '<div class="plot"></div><div class="phase-controls"><button type="button" class="play">Play</button>',
    '<label class="slider">time <input type="range" min="0" max="0" step="1" value="0" aria-label="Time of the snapshot"></label>',
    '<output class="time"></output></div>',
    '<div class="scale"><span class="least"></span><i></i><span class="most"></span></div><p class="phase-reading"></p></figure>',
  ].join('');
}

/** Last values of the runs side by side, and the run minus each one compared with. */
function comparison({ runs }: ReportData): Part {
  const [one, ...others] = runs.filter(({ role }) => role !== 'exact');
  const last = (columns: Readonly<Record<string, readonly number[]>>, name: string): number => columns[name]?.at(-1) ?? NaN;
  const shared = Object.keys(one.columns).filter((name) => others.some(({ columns }) => columns[name]));
  const rows = shared.map((name) => {
    const own = last(one.columns, name);
    return [name, String(own), ...others.flatMap(({ columns }) => [String(last(columns, name)), small(own - last(columns, name))])];
  });
  const head = ['last row', one.name, ...others.flatMap(({ name }) => [name, `${one.name} \u2212 ${name}`])];
  return { id: 'comparison', title: 'Comparison', html: tableHtml(head, rows) };
}

function provenancePart(runs: readonly ReportedRun[]): Part {
  const manifests = runs.map(({ manifest, status }) => (manifest ? manifestRows({ ...manifest, status }) : []));
  const names = manifests[0].map(([name]) => name);
  const table =
    names.length === 0
      ? '<p class="card soft">This run has no manifest.</p>'
      : tableHtml(
          runs.length > 1 ? ['', ...runs.map(({ name }) => name)] : [],
          names.map((name) => [name, ...manifests.map((rows) => rows.find(([key]) => key === name)?.[1] ?? '\u2013')]),
        );
  const { yaml } = runs[0];
  const scenario = yaml === undefined ? '' : `<div class="card"><h3>scenario.yaml</h3><pre>${escaped(yaml)}</pre></div>`;
  return { id: 'provenance', title: 'Provenance', html: `<div class="pair"><div>${table}</div>${scenario}</div>` };
}

function manifestRows(manifest: Manifest): [string, string][] {
  const { software, version, commit, dirty, backend, mode, scenario, status, threads, started, wallSeconds, counts, machine, collisions } =
    manifest;
  return [
    ['scenario', scenario], ['status', status], ['started', started], ['wall time', `${wallSeconds} s`],
    ...(manifest.sessions ?? []).slice(0, -1).map((session, k) => [`session ${k + 1}`, sessionText(session)] as [string, string]),
    ['code', `${software} ${version}`],
    ['commit', commit === null ? 'unknown' : `${commit}${dirty ? ' with uncommitted changes' : ''}`],
    ...Object.entries(collisions ?? {}).map(([name, value]): [string, string] => [
      name === 'collisions' || name === 'score' ? name : `score: ${name}`,
      told(value),
    ]),
    ['backend', `${backend}, ${mode}`],
    ['threads', String(threads)],
    ...Object.entries(counts).map(([name, value]): [string, string] => [name, String(value)]),
    ['machine', `${machine.cpu}, ${machine.cores} cores, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB`],
    ['system', `${machine.platform} ${machine.arch}, Node ${machine.node}`],
  ];
}

/** A number, a text, or a list of what was tried. */
const told = (value: unknown): string =>
  Array.isArray(value)
    ? value
        .map((one: object) =>
          Object.entries(one)
            .map(([name, entry]) => `${name} ${entry}`)
            .join(', '),
        )
        .join('; ')
    : String(value);

const sessionText = ({ status, started, wallSeconds, threads, version, node }: Session): string =>
  `${status}; ${started}, ${wallSeconds} s, ${threads} threads, ${version}, Node ${node}`;

function footer({ folder, manifest }: ReportedRun, data: ReportData): string {
  const code = manifest ? `fuzzy-landau ${manifest.version}` : 'fuzzy-landau';
  const rows = data.runs[0].columns.time.length;
  return `${escaped(code)}. The numbers on this page are the ${rows} rows of ${escaped(folder)}/diagnostics.arrow, digit for digit. `
    + 'Drag across a chart to zoom, double-click for the whole range, arrow keys to read values.';
}
