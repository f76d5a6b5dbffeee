/** Errors of one run against the exact modes, at its output times. */
export interface Run {
  readonly score: 'galerkin' | 'blob';
  /** Wave number, in inverse thermal paths: the box is 2 pi / k long. */
  readonly k: number;
  readonly particles: number;
  readonly seconds: number;
  readonly times: readonly number[];
  readonly errors: Readonly<Record<'mode' | 'temperature_xx' | 'entropy' | 'fisher_v', readonly number[]>>;
}

const panel = { width: 340, height: 250, left: 60, top: 34, bottom: 40 };
const colours = { galerkin: '#1f4e79', blob: '#c0392b' };
const decades = [-7, -1] as const;

/** |error of the density mode| over time, a panel for each wave number, a line for each score; logarithmic, as SVG. */
export function dampedWaveFigure(runs: readonly Run[], caption: string): string {
  const numbers = [...new Set(runs.map(({ k }) => k))];
  const width = numbers.length * (panel.width + panel.left) + 20;
  const height = panel.height + panel.top + panel.bottom + 22;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    'aria-label="Error of the density mode over time, Galerkin score and blob" font-family="sans-serif" font-size="11">',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...numbers.map((k, column) => chart(column, k, runs.filter((run) => run.k === k))),
    `<text x="${panel.left}" y="${height - 8}" fill="#555">${caption}</text>`,
    '</svg>\n',
  ].join('\n');
}

function chart(column: number, k: number, runs: readonly Run[]): string {
  const left = panel.left + column * (panel.width + panel.left);
  const bottom = panel.top + panel.height;
  const end = Math.max(...runs.flatMap(({ times }) => times));
  const x = (time: number): number => left + (time / end) * panel.width;
  const y = (error: number): number =>
    bottom - ((Math.max(decades[0], Math.log10(error)) - decades[0]) / (decades[1] - decades[0])) * panel.height;
  const parts = [
    `<text x="${left}" y="${panel.top - 10}" font-weight="bold">k = ${k}: |error of the density mode| / its initial value</text>`,
    `<rect x="${left}" y="${panel.top}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#999"/>`,
    `<text x="${left + panel.width}" y="${bottom + 28}" text-anchor="end" fill="#555">time</text>`,
  ];
  for (let decade = decades[0]; decade <= decades[1]; decade++) {
    const at = y(10 ** decade);
    parts.push(
      `<line x1="${left}" x2="${left + panel.width}" y1="${at}" y2="${at}" stroke="#e4e4e4"/>`,
      `<text x="${left - 5}" y="${at + 4}" text-anchor="end">1e${decade}</text>`,
    );
  }
  for (let quarter = 0; quarter <= 4; quarter++) {
    const time = (quarter * end) / 4;
    parts.push(`<text x="${x(time)}" y="${bottom + 14}" text-anchor="middle">${time}</text>`);
  }
  runs.forEach(({ score, particles, times, errors }, line) => {
    // At t = 0 the mode is compared with itself.
    const points = times.flatMap((time, n) => (time > 0 ? [`${x(time).toFixed(1)},${y(Math.abs(errors.mode[n])).toFixed(1)}`] : []));
    parts.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colours[score]}" stroke-width="1.8"/>`,
      `<text x="${left + 8}" y="${panel.top + 16 + 14 * line}" fill="${colours[score]}">${score}, ${particles} particles</text>`,
    );
  });
  return parts.join('\n');
}
