import type { AccuracyResult } from './accuracy-cases.ts';

const panel = { width: 380, height: 260, left: 64, top: 34, bottom: 44 };
const colours: Readonly<Record<AccuracyResult['method'], string>> = {
  Galerkin: '#6c3483', 'classical blob': '#5b8c5a', 'our blob': '#c0392b', 'Monte Carlo': '#e08e45', grid: '#1f4e79',
};
/** Decades of the axes: processor seconds, error. */
const seconds = [-1, 3] as const;
const errors = [-8, 0] as const;
const across = 2;

/** Error of mode and T_xx against processor seconds, a panel for each problem, one line a method; logarithmic, as SVG. */
export function accuracyFigure(results: readonly AccuracyResult[], caption: string): string {
  const problems = [...new Set(results.map(({ problem }) => problem))];
  const width = across * (panel.width + panel.left) + 20;
  const row = panel.height + panel.top + panel.bottom;
  const height = Math.ceil(problems.length / across) * row + 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    'aria-label="Error against processor seconds" font-family="sans-serif" font-size="11">',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...problems.map((problem, k) => {
      const place = `translate(${(k % across) * (panel.width + panel.left)} ${Math.floor(k / across) * row})`;
      return `<g transform="${place}">\n${chart(problem, results.filter((result) => result.problem === problem))}\n</g>`;
    }),
    `<text x="${panel.left}" y="${height - 8}" fill="#555">Largest error of density mode and T_xx at t = 0.5 and 1; ${caption}</text>`,
    '</svg>\n',
  ].join('\n');
}

function chart(title: string, results: readonly AccuracyResult[]): string {
  const { left } = panel;
  const x = (value: number): number => left + ((Math.log10(value) - seconds[0]) / (seconds[1] - seconds[0])) * panel.width;
  const y = (value: number): number => panel.top + ((errors[1] - Math.log10(value)) / (errors[1] - errors[0])) * panel.height;
  const bottom = panel.top + panel.height;
  const parts = [
    `<text x="${left}" y="${panel.top - 10}" font-weight="bold">${title}</text>`,
    `<rect x="${left}" y="${panel.top}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#999"/>`,
  ];
  for (let decade = seconds[0]; decade <= seconds[1]; decade++) {
    parts.push(
      `<line x1="${x(10 ** decade)}" x2="${x(10 ** decade)}" y1="${panel.top}" y2="${bottom}" stroke="#e4e4e4"/>`,
      `<text x="${x(10 ** decade)}" y="${bottom + 14}" text-anchor="middle">1e${decade}</text>`,
    );
  }
  for (let decade = errors[0]; decade <= errors[1]; decade++) {
    parts.push(
      `<line x1="${left}" x2="${left + panel.width}" y1="${y(10 ** decade)}" y2="${y(10 ** decade)}" stroke="#e4e4e4"/>`,
      `<text x="${left - 5}" y="${y(10 ** decade) + 4}" text-anchor="end">1e${decade}</text>`,
    );
  }
  parts.push(`<text x="${left + panel.width}" y="${bottom + 28}" text-anchor="end" fill="#555">processor seconds</text>`);
  Object.entries(colours).forEach(([method, colour], k) => {
    const points = results.filter((result) => result.method === method && result.errors['mode and T_xx'] > 0)
      .sort((a, b) => a.processorSeconds - b.processorSeconds)
      .map((result) => [x(result.processorSeconds).toFixed(1), y(result.errors['mode and T_xx']).toFixed(1)] as const);
    parts.push(
      `<polyline points="${points.map((point) => point.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
    );
    for (const [cx, cy] of points) parts.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`);
    parts.push(`<text x="${left + 8}" y="${bottom - 10 - 14 * k}" fill="${colour}">${method}</text>`);
  });
  return parts.join('\n');
}
