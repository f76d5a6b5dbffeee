/** One cell of a map: its colour goes with the value, white where that is undefined; the text stands in it. */
export interface HeatCell {
  readonly value: number | undefined;
  readonly text: string;
}

export interface HeatMap {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: readonly (readonly HeatCell[])[];
  readonly rowTitle: string;
  readonly columnTitle: string;
  readonly caption: string;
}

const cell = { width: 84, height: 34 };
const margin = { left: 130, top: 46, bottom: 34 };

/** A table as a picture: rows and columns of coloured cells, as SVG. */
export function heatMap({ rows, columns, cells, rowTitle, columnTitle, caption }: HeatMap): string {
  const most = Math.max(...cells.flat().map(({ value }) => value ?? 0));
  const width = margin.left + columns.length * cell.width + 16;
  const height = margin.top + rows.length * cell.height + margin.bottom;
  const middle = (n: number): number => margin.left + (n + 0.5) * cell.width;
  const base = (m: number): number => margin.top + (m + 0.5) * cell.height + 4;
  // From white to a dark red, by the square root: small values are to be told from none.
  const colour = (value: number | undefined): string => {
    const part = value === undefined ? 0 : 0.12 + 0.88 * Math.sqrt(value / most);
    const mix = (to: number): number => Math.round(255 + (to - 255) * part);
    return `rgb(${mix(176)},${mix(48)},${mix(38)})`;
  };
  const dark = (value: number | undefined): boolean => value !== undefined && value / most > 0.35;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    `aria-label="${caption}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${margin.left - 10}" y="${margin.top - 10}" text-anchor="end" fill="#555">${rowTitle}</text>`,
    `<text x="${middle((columns.length - 1) / 2)}" y="16" text-anchor="middle" fill="#555">${columnTitle}</text>`,
    ...columns.map((name, n) => `<text x="${middle(n)}" y="${margin.top - 10}" text-anchor="middle">${name}</text>`),
    ...rows.map((name, m) => `<text x="${margin.left - 10}" y="${base(m)}" text-anchor="end">${name}</text>`),
    ...cells.flatMap((line, m) => line.flatMap(({ value, text }, n) => [
      `<rect x="${margin.left + n * cell.width}" y="${margin.top + m * cell.height}" width="${cell.width}" height="${cell.height}" ` +
      `fill="${colour(value)}" stroke="#ccc"/>`,
      `<text x="${middle(n)}" y="${base(m)}" text-anchor="middle" fill="${dark(value) ? '#fff' : '#222'}">${text}</text>`,
    ])),
    `<text x="16" y="${height - 10}" fill="#555" font-size="11">${caption}</text>`,
    '</svg>\n',
  ].join('\n');
}
