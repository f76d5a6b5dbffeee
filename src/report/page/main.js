import { mountChart } from './interaction.js';
import { follow } from './live.js';
import { revived } from './numbers.js';
import { mountPhaseSpace } from './phase-view.js';
import { sectionsOf } from './series.js';
import { studySections } from './study-charts.js';

/** @import { Chart, ReportData, StudyData } from '../nouns.ts' */

/** Light or dark: the system's choice until the button is used; remembered where the browser lets a file remember. */
function mountTheme() {
  const root = document.documentElement;
  const button = /** @type {HTMLElement} */ (document.querySelector('#theme'));
  const stored = () => {
    try {
      return localStorage.getItem('fuzzy-landau-theme');
    } catch {
      return null;
    }
  };
  const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  const label = () => {
    button.textContent = isDark() ? '\u2600' : '\u263e';
    button.setAttribute('aria-label', isDark() ? 'Light page' : 'Dark page');
    button.title = isDark() ? 'Light page' : 'Dark page';
  };
  const before = stored();
  if (before === 'light' || before === 'dark') root.dataset.theme = before;
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('fuzzy-landau-theme', root.dataset.theme);
    } catch {
      // Not remembered, then.
    }
    label();
  });
  label();
}

/** What a page holds as numbers. @param {Document} page @returns {{ run?: ReportData, study?: StudyData, figureStyle: string }} */
const dataOf = (page) => revived(/** @type {HTMLElement} */ (page.querySelector('#data')).textContent ?? '');

/** @param {ReturnType<typeof dataOf>} data @returns {readonly Chart[]} */
const chartsOf = ({ run, study }) => (run ? sectionsOf(run) : study ? studySections(study) : []).flatMap(({ charts }) => charts);

/** What stands on the page, by the id of its figure: takes other numbers. @type {Map<string, (next: any) => void>} */
const mounted = new Map();

/** Makes figures live that are not yet, and gives the others their numbers. @param {ReturnType<typeof dataOf>} data */
function show(data) {
  for (const chart of chartsOf(data)) {
    const figure = document.getElementById(chart.id);
    if (mounted.has(chart.id)) mounted.get(chart.id)?.(chart);
    else if (figure) mounted.set(chart.id, mountChart(figure, chart, data.figureStyle));
  }
  const phase = document.getElementById('phase-space');
  const spaces = data.run?.phaseSpaces;
  if (!phase || !spaces?.length) return;
  if (mounted.has(phase.id)) mounted.get(phase.id)?.(spaces);
  else mounted.set(phase.id, mountPhaseSpace(phase, spaces, data.figureStyle));
}

/** The figures of a section. @param {Element} section */
const figuresIn = (section) => [...section.querySelectorAll('figure')];

/**
 * Makes this page the next one. Figures stay, with what the reader has zoomed, chosen and hidden; their words are renewed, and
 * new ones come beside them. All else is replaced.
 * @param {Document} next
 */
function update(next) {
  for (const selector of ['#lead', 'nav', 'footer']) {
    /** @type {Element} */ (document.querySelector(selector)).innerHTML = next.querySelector(selector)?.innerHTML ?? '';
  }
  document.title = next.title;
  const main = /** @type {Element} */ (document.querySelector('main'));
  main.replaceChildren(...[...next.querySelectorAll('main > section')].map((section) => {
    const fresh = document.importNode(section, true);
    const figures = figuresIn(fresh);
    for (const figure of figures) {
      const here = document.getElementById(figure.id);
      if (!here || !mounted.has(figure.id)) continue;
      // The script writes the words of phase space itself.
      for (const words of figure.id === 'phase-space' ? [] : ['h3', '.note']) {
        const [from, to] = [figure.querySelector(words), here.querySelector(words)];
        if (from && to && to.innerHTML !== from.innerHTML) to.innerHTML = from.innerHTML;
      }
    }
    const old = document.getElementById(section.id);
    if (old && figures.length > 0 && figuresIn(old).map(({ id }) => id).join() === figures.map(({ id }) => id).join()) return old;
    for (const figure of figures) {
      const here = document.getElementById(figure.id);
      if (here && mounted.has(figure.id)) figure.replaceWith(here);
    }
    return fresh;
  }));
  for (const id of mounted.keys()) if (!document.getElementById(id)) mounted.delete(id);
  show(dataOf(next));
}

mountTheme();
show(dataOf(document));
if (document.body.dataset.live !== undefined) {
  const line = /** @type {Element} */ (document.querySelector('#live'));
  follow(update, (text) => {
    line.textContent = text;
  });
}
