import { chartCard, type Part } from './html.ts';
import type { Chart, Verdict } from './nouns.ts';
import { escaped, htmlText, shortNumber } from './page/numbers.js';
import { proseHtml } from './prose.ts';
import { mathml } from './tex.ts';

const marks: Readonly<Record<string, string>> = {
  holds: '\u2713 holds', violated: '\u2717 violated', undecided: '? undecided', 'outside-assumptions': '\u25cb outside assumptions',
};

const titleOf = (id: string): string => escaped(id.replaceAll('-', ' '));
const number = (value: number | null): string => (value === null ? '\u2013' : shortNumber(Number(value.toPrecision(3))));

/** What `verify` says: all verdicts in a line, then a card each, with its formula, its bound in the chart, and how it is measured. */
export function statementsPart(verdicts: readonly Verdict[], charts: readonly Chart[]): Part {
  // The paper's name, which every source begins with, is said once.
  const paper = /^.* \d{4}, /.exec(verdicts[0].source)?.[0] ?? '';
  const shared = verdicts.every(({ source }) => source.startsWith(paper)) ? paper : '';
  const line = verdicts.map(({ id, verdict }) =>
    `<a href="#statement-${escaped(id)}"><span class="${escaped(verdict)}">${(marks[verdict] ?? verdict)[0]}</span> ${titleOf(id)}</a>`);
  const cards = verdicts.map((verdict) => cardOf(verdict, charts.find(({ id }) => id === `statement-${verdict.id}`), shared.length));
  return {
    id: 'statements', title: 'Statements of the paper',
    html: [
      shared && `<p class="note">${escaped(shared.replace(/, $/, '.'))} Shaded: where a statement would not hold.</p>`,
      `<p class="verdicts">${line.join('')}</p><div class="cards">${cards.join('')}</div>`,
    ].join(''),
  };
}

function cardOf(verdict: Verdict, chart: Chart | undefined, skipped: number): string {
  const { id, formula, statement, source, unmet, because, worstViolation, tolerance } = verdict;
  const head = [
    `<h3>${titleOf(id)} <span class="${escaped(verdict.verdict)}">${marks[verdict.verdict] ?? escaped(verdict.verdict)}</span></h3>`,
    formula === undefined ? '' : `<div class="formula">${mathml(formula)}</div>`,
    `<p class="measured">worst violation ${number(worstViolation)}, tolerance ${number(tolerance)}</p>`,
    unmet.length > 0 ? `<p class="measured">Not met: ${unmet.map(proseHtml).join('; ')}.</p>` : '',
    because ? `<p class="measured">Why ${escaped(verdict.verdict)}: ${escaped(because)}.</p>` : '',
  ].join('');
  const more = `<details><summary>${escaped(source.slice(skipped))}: how it is measured</summary><p>${proseHtml(statement)}</p></details>`;
  if (chart) return chartCard(chart, { head, more, note: '' });
  return `<figure class="card" id="statement-${escaped(id)}">${head}${constantsOf(verdict)}${more}</figure>`;
}

/** Numbers that are measured once, not over time. */
function constantsOf({ series, drawn }: Verdict): string {
  const [point] = series;
  if (!point || !drawn) return '';
  const found = Object.entries(drawn.quantities).filter(([name]) => point[name] !== undefined);
  return `<p>${found.map(([name, symbol]) => `${htmlText(symbol)} = ${number(point[name])}`).join(', ')}</p>`;
}
