import type { Chart, Section } from './nouns.ts';
import { chartSvg } from './page/chart.js';
import { escaped, htmlText } from './page/numbers.js';
import { pageScript } from './page-script.ts';
import { figureStyle, pageStyle } from './style.ts';

/** A piece of the page with a place in its navigation. */
export interface Part {
  readonly id: string;
  readonly title: string;
  readonly html: string;
}

export interface Page {
  readonly title: string;
  /** A line or two under the title, as HTML. */
  readonly lead: string;
  readonly parts: readonly Part[];
  readonly footer: string;
  /** Of which tables the page is (io/report-mark.ts). */
  readonly mark?: string;
  /** What the page's script draws from. */
  readonly data: object;
  /** Served while a run goes on: the script asks for the page again and again. */
  readonly live?: boolean;
}

/** The browser itself forbids the page any request. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

const themeButton = '<button type="button" id="theme" aria-label="Light or dark page">\u25d0</button>';

/** The same for a page that asks its own server for itself. */
export const livePolicy = `${policy}; connect-src 'self'`;

/** A whole page in one text: style, script and numbers inside, no request to anywhere. */
export function pageHtml({ title, lead, parts, footer, mark, data, live = false }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">${mark === undefined ? '' : `\n<meta name="fuzzy-landau" content="${escaped(mark)}">`}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${live ? livePolicy : policy}">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} \u2013 fuzzy-landau</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body${live ? ' data-live' : ''}>
<header><div id="lead"><h1>${escaped(title)}</h1>${lead}</div>${themeButton}</header>${live ? '\n<output id="live"></output>' : ''}
<nav aria-label="Sections"><div>${parts.map((part) => `<a href="#${part.id}">${escaped(part.title)}</a>`).join('')}</div></nav>
<main>
${parts.map((part) => `<section id="${part.id}"><h2>${escaped(part.title)}</h2>${part.html}</section>`).join('\n')}
</main>
<footer>${footer}</footer>
<script type="application/json" id="data">${embedded({ ...data, figureStyle })}</script>
<script type="module">${pageScript()}</script>
</body>
</html>
`;
}

/** JSON that cannot end its script element. Doubles come out in the shortest form that reads back to the same double. */
const embedded = (data: object): string =>
  JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** A chart as a card, drawn already, so that it is seen without scripts and on paper. `head` and `more`: HTML above and below it. */
export function chartCard(chart: Chart, around: { readonly head?: string; readonly more?: string; readonly note?: string } = {}): string {
  const { head = `<h3>${htmlText(chart.title)}</h3>`, more = '', note = chart.note } = around;
  return [
    `<figure class="card" id="${escaped(chart.id)}">${head}${note === '' ? '' : `<p class="note">${htmlText(note)}</p>`}`,
    `<div class="plot">${chartSvg(chart, { width: 420, height: 252 })}</div><div class="legend"></div>${more}</figure>`,
  ].join('');
}

/** The charts of a section as cards, after those given as HTML. */
export function sectionPart({ id, title, charts }: Section, first = ''): Part {
  return { id: `section-${id}`, title, html: `<div class="cards">${first}${charts.map((chart) => chartCard(chart)).join('')}</div>` };
}

export type Cell = string | { readonly text: string; readonly kind: string };

/** A table that scrolls inside its card when the window is narrow. */
export function tableHtml(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cell = (content: Cell): string =>
    (typeof content === 'string' ? `<td>${escaped(content)}</td>` : `<td class="${escaped(content.kind)}">${escaped(content.text)}</td>`);
  const heading = head.length > 0 ? `<thead><tr>${head.map((name) => `<th scope="col">${escaped(name)}</th>`).join('')}</tr></thead>` : '';
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('');
  return `<div class="card scroll"><table>${heading}<tbody>${body}</tbody></table></div>`;
}
