import type { MeshReport } from '../src/mesh/mesh-sums.ts';

export interface Timing {
  readonly processor: number;
  readonly wall: number;
}

/** One number of particles in one set of dimensions. */
export interface MeshLine {
  readonly dimensions: string;
  readonly count: number;
  readonly gamma: number;
  readonly direct: { readonly blob: Timing; readonly collisions: Timing; readonly extrapolated: boolean };
  readonly mesh: { readonly blob: Timing; readonly collisions: Timing; readonly report: MeshReport };
  /** By batch size: time and relative error of one collision pass, against the mesh. */
  readonly batches: readonly { readonly batch: number; readonly collisions: Timing; readonly error: number }[];
  readonly peakMegabytes: number;
}

type Point = readonly [count: number, value: number];
interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly Point[];
  /** Part of the curve from this count on is extrapolated. */
  readonly dashed?: boolean;
}

const panel = { width: 300, height: 200, left: 58, top: 34, gap: 34 };
const colours = { direct: '#1f4e79', mesh: '#c0392b', score: '#e08e45', batch: '#5b8c5a' };

export const errorOf = ({ errors }: MeshReport, sum: string): number => errors.find((error) => error.sum === sum)?.error ?? NaN;

/** Number of particles at which two curves of processor seconds cross, by interpolation in their logarithms; NaN where they do not. */
export function crossing(a: readonly Point[], b: readonly Point[]): number {
  for (let k = 0; k + 1 < a.length; k++) {
    const [low, high] = [Math.log(a[k][1] / b[k][1]), Math.log(a[k + 1][1] / b[k + 1][1])];
    if (low < 0 && high >= 0) return Math.exp(Math.log(a[k][0]) + (Math.log(a[k + 1][0] / a[k][0]) * -low) / (high - low));
  }
  return NaN;
}

/** Processor seconds of one evaluation (density, score, collisions). */
export const evaluation = (line: MeshLine, method: 'direct' | 'mesh'): Point => [
  line.count, line[method].blob.processor + line[method].collisions.processor,
];

/** Time (above) and error (below) against N, one column of panels for each set of dimensions, as SVG. */
export function meshFigure(lines: readonly MeshLine[], caption: string): string {
  const groups = [...new Set(lines.map(({ dimensions }) => dimensions))].map((name) => ({
    name, lines: lines.filter(({ dimensions }) => dimensions === name),
  }));
  const batch = (group: readonly MeshLine[], value: (entry: MeshLine['batches'][number]) => number): Point[] =>
    group.flatMap(({ count, batches }) => batches.filter((entry) => entry.batch === 256).map((entry) => [count, value(entry)] as const));
  const panels = groups.map(({ name, lines: group }, column) => {
    const measured = group.filter(({ direct }) => !direct.extrapolated);
    const times: Curve[] = [
      { name: 'direct, all three sums', colour: colours.direct, points: measured.map((line) => evaluation(line, 'direct')) },
      {
        name: '', colour: colours.direct, dashed: true,
        points: group.slice(Math.max(0, measured.length - 1)).map((line) => evaluation(line, 'direct')),
      },
      { name: 'mesh, all three sums', colour: colours.mesh, points: group.map((line) => evaluation(line, 'mesh')) },
      { name: 'random batches of 256, collisions', colour: colours.batch, points: batch(group, ({ collisions }) => collisions.processor) },
    ];
    const errors: Curve[] = [
      {
        name: 'mesh, collisions', colour: colours.mesh,
        points: group.map(({ count, mesh }) => [count, errorOf(mesh.report, 'collisions')]),
      },
      { name: 'mesh, score', colour: colours.score, points: group.map(({ count, mesh }) => [count, errorOf(mesh.report, 'score')]) },
      { name: 'random batches of 256', colour: colours.batch, points: batch(group, ({ error }) => error) },
    ];
    return chart(column, 0, name, 'processor seconds', [-3, 4], times) + chart(column, 1, '', 'relative error', [-6, 0], errors);
  });
  const width = groups.length * (panel.width + panel.left) + 20;
  const height = 2 * (panel.height + panel.top + panel.gap) + 24;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    'aria-label="Time and error of direct, mesh and random-batch sums against the number of particles" font-family="sans-serif" ' +
    'font-size="11">',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels,
    `<text x="${panel.left}" y="${height - 8}" fill="#555">${caption}</text>`,
    '</svg>\n',
  ].join('\n');
}

/** One panel with logarithmic axes: N from 1e3 to 1e6, values in the given decades. */
function chart(
  column: number, row: number, title: string, unit: string, [low, high]: readonly [number, number], curves: readonly Curve[],
): string {
  const left = panel.left + column * (panel.width + panel.left);
  const top = panel.top + row * (panel.height + panel.top + panel.gap);
  const x = (count: number): number => left + ((Math.log10(count) - 3) / 3) * panel.width;
  const y = (value: number): number => top + ((high - Math.log10(value)) / (high - low)) * panel.height;
  const parts = [`<rect x="${left}" y="${top}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#999"/>`];
  for (let decade = 3; decade <= 6; decade++) {
    parts.push(`<line x1="${x(10 ** decade)}" x2="${x(10 ** decade)}" y1="${top}" y2="${top + panel.height}" stroke="#e4e4e4"/>`);
    parts.push(`<text x="${x(10 ** decade)}" y="${top + panel.height + 14}" text-anchor="middle">1e${decade}</text>`);
  }
  for (let decade = low; decade <= high; decade++) {
    parts.push(`<line x1="${left}" x2="${left + panel.width}" y1="${y(10 ** decade)}" y2="${y(10 ** decade)}" stroke="#e4e4e4"/>`);
    parts.push(`<text x="${left - 5}" y="${y(10 ** decade) + 4}" text-anchor="end">1e${decade}</text>`);
  }
  parts.push(`<text x="${left}" y="${top - 8}" font-weight="bold">${title}</text>`);
  parts.push(`<text x="${left + panel.width}" y="${top - 8}" text-anchor="end" fill="#555">${unit} against N</text>`);
  for (const { colour, points, dashed } of curves) {
    const seen = points.filter(([, value]) => value > 0);
    const at = seen.map(([count, value]) => `${x(count).toFixed(1)},${y(value).toFixed(1)}`);
    parts.push(
      `<polyline points="${at.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.8"${dashed ? ' stroke-dasharray="5 4"' : ''}/>`,
    );
    if (!dashed)
      for (const point of at) parts.push(`<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="2.6" fill="${colour}"/>`);
  }
  curves
    .filter(({ name }) => name !== '')
    .forEach(({ name, colour }, k) => {
      const line = row === 0 ? top + 14 + 14 * k : top + panel.height - 10 - 14 * k;
      parts.push(`<text x="${left + 8}" y="${line}" fill="${colour}">${name}</text>`);
    });
  return parts.join('\n');
}
