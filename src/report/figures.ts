import { join } from 'node:path';
import { makeFolder, writeAtomically } from '../io/disk.ts';
import { FileError } from '../io/file-error.ts';
import type { ReportData, Section } from './nouns.ts';
import { chartSvg } from './page/chart.js';
import { figureSize as size, standing } from './page/download.js';
import { firstPicture } from './page/phase-choice.js';
import { rasterSvg } from './page/raster.js';
import { sectionsOf } from './page/series.js';
import { figureStyle } from './style.ts';

export type FigureFormat = 'svg' | 'png';

/** Pixels of a PNG for each unit of the SVG. */
const pixelRatio = 2;

interface Figure {
  readonly name: string;
  readonly svg: string;
}

/** Every chart of the report, the first, middle and last phase-space pictures, and an overview of four charts. */
export function figuresOf(data: ReportData): Figure[] {
  const sections = sectionsOf(data);
  const plane = data.phaseSpaces?.[0]?.planes[0];
  const frames = plane?.frames.length ?? 0;
  const chosen = [...new Set(frames === 0 ? [] : [0, Math.floor((frames - 1) / 2), frames - 1])];
  return [
    { name: 'overview', svg: overviewSvg(sections) },
    ...sections.flatMap(({ charts }) => charts).map((chart) => ({ name: chart.id, svg: standing(chartSvg(chart, size), figureStyle) })),
    ...chosen.map((frame, k) => ({
      name: `phase-space-${['first', 'middle', 'last'][chosen.length === 2 && k === 1 ? 2 : k]}`,
      svg: standing(rasterSvg(firstPicture(data.phaseSpaces!, frame), { ...size, height: 400 }), figureStyle),
    })),
  ];
}

/** The charts that say most about a run, two in a row: what a README shows. */
function overviewSvg(sections: readonly Section[]): string {
  const charts = sections.flatMap(({ charts }) => charts);
  const wanted = ['density-mode', 'entropy', 'fisher-x', 'fisher-mixed', 'fisher-v', 'temperature', 'conservation'];
  const chosen = wanted.map((id) => charts.find((chart) => chart.id === id)).filter((chart) => chart !== undefined).slice(0, 4);
  const rows = Math.ceil(chosen.length / 2);
  const [width, height] = [chosen.length > 1 ? 2 * size.width : size.width, Math.max(1, rows) * size.height];
  const placed = chosen.map(
    (chart, k) => `<g transform="translate(${(k % 2) * size.width} ${Math.floor(k / 2) * size.height})">${chartSvg(chart, size)}</g>`,
  );
  return standing(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `aria-label="Overview of the run">${placed.join('')}</svg>`,
    figureStyle,
  );
}

/** Throws a FileError when figures of a format cannot be made here. */
export async function requireFormat(format: FigureFormat, folder: string): Promise<void> {
  if (format === 'png') await pngRenderer(folder);
}

/** Writes the figures of a run into `folder` (made when missing, files replaced); returns the paths. Throws a FileError. */
export async function writeFigures(data: ReportData, folder: string, format: FigureFormat): Promise<string[]> {
  const render = format === 'png' ? await pngRenderer(folder) : (svg: string): Uint8Array => Buffer.from(svg);
  makeFolder(folder);
  return figuresOf(data).map(({ name, svg }) => {
    const path = join(folder, `${name}.${format}`);
    writeAtomically(path, [render(svg)]);
    return path;
  });
}

/** The part of @resvg/resvg-js that is used; it is an optional package. */
interface Resvg {
  readonly Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

async function pngRenderer(folder: string): Promise<(svg: string) => Uint8Array> {
  const name: string = '@resvg/resvg-js';
  try {
    const { Resvg: Renderer } = await import(name) as Resvg;
    return (svg) => new Renderer(svg, { fitTo: { mode: 'zoom', value: pixelRatio }, font: { loadSystemFonts: true } }).render().asPng();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new FileError(folder, `PNG figures need the optional package ${name}`, `npm install ${name}, or take SVG figures`);
  }
}
