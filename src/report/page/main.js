import { mountChart } from './interaction.js';
import { revived } from './numbers.js';
import { mountPhaseSpace } from './phase-view.js';
import { sectionsOf, studySections } from './series.js';

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

function mountPage() {
  mountTheme();
  const data = dataOf(document);
  for (const chart of chartsOf(data)) {
    const figure = document.getElementById(chart.id);
    if (figure) mountChart(figure, chart, data.figureStyle);
  }
  const phase = document.getElementById('phase-space');
  if (phase && data.run?.phaseSpaces?.length) mountPhaseSpace(phase, data.run.phaseSpaces, data.figureStyle);
}

mountPage();
