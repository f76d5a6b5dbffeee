import { mountChart } from './interaction.js';
import { revived } from './numbers.js';
import { mountPhaseSpace } from './phase-view.js';
import { sectionsOf, studySections } from './series.js';

/** @import { ReportData, StudyData } from '../nouns.ts' */

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
    button.textContent = isDark() ? 'Light' : 'Dark';
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

function mountPage() {
  mountTheme();
  /** @type {{ run?: ReportData, study?: StudyData }} */
  const data = revived(/** @type {HTMLElement} */ (document.querySelector('#data')).textContent ?? '');
  const sections = data.run ? sectionsOf(data.run) : data.study ? studySections(data.study) : [];
  for (const chart of sections.flatMap(({ charts }) => charts)) {
    const figure = document.getElementById(chart.id);
    if (figure) mountChart(figure, chart);
  }
  const phase = document.getElementById('phase-space');
  if (phase && data.run?.phaseSpace) mountPhaseSpace(phase, data.run.phaseSpace);
}

mountPage();
