import { readFileSync } from 'node:fs';

/**
 * The page's script, in the order in which later files use earlier ones. They are ordinary modules, so that Node draws the
 * static figures with the same lines; in the page, which may load nothing, they stand one after the other in one module.
 */
const files = [
  'numbers', 'chart', 'forms', 'curves', 'statement-charts', 'series', 'study-charts', 'phase-values', 'raster',
  'download', 'interaction', 'phase-choice', 'phase-view', 'live', 'main',
];

export function pageScript(): string {
  const sources = files.map((file) => readFileSync(new URL(`./page/${file}.js`, import.meta.url), 'utf8'));
  const joined = sources.map((source) => source.replace(/^import .*$/gm, '').replace(/^export (?=function|const|async)/gm, '')).join('\n');
  // Comments stay in the sources; "</script" inside a text would end the page's script.
  return joined
    .replace(/^\s*\/\*\*[\s\S]*?\*\/\n?/gm, '')
    .replace(/^\s*\/\/.*\n/gm, '')
    .replace(/\n{2,}/g, '\n')
    .replaceAll('</script', '<\\/script')
    .trim();
}
