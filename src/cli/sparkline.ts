import { extent } from 'd3-array';

const bars = [...'▁▂▃▄▅▆▇█'];

/**
 * A curve in one line of text: at most `width` bars from the smallest value to the largest. A level curve is a row of
 * middle bars; values that are no numbers are blanks.
 */
export function sparkline(values: ArrayLike<number>, width = 24): string {
  const count = Math.min(width, values.length);
  const shown = Array.from({ length: count }, (_, k) => values[count === 1 ? 0 : Math.round((k * (values.length - 1)) / (count - 1))]);
  const [low = NaN, high = NaN] = extent(shown.filter(Number.isFinite));
  // Rounding is not a curve.
  const isLevel = high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
  return shown.map((value) => {
    if (!Number.isFinite(value)) return ' ';
    return isLevel ? bars[3] : bars[Math.min(7, Math.floor(((value - low) / (high - low)) * 8))];
  }).join('');
}

/** Can this screen show bars? Asks for a screen, an encoding that has them, and a terminal that is not dumb. */
export function showsBars(isScreen: boolean, environment: NodeJS.ProcessEnv): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return isScreen && environment.TERM !== 'dumb' && /utf-?8/i.test(locale);
}
