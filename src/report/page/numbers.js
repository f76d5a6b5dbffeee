/** @import { Tick } from '../nouns.ts' */

/**
 * Round numbers that cover a range: steps of 1, 2 or 5 times a power of ten.
 * @param {number} low @param {number} high @param {number} most
 * @returns {Tick[]}
 */
export function linearTicks(low, high, most) {
  const raw = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= raw) ?? 10);
  const digits = Math.min(15, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  const large = Math.max(Math.abs(low), Math.abs(high));
  const ticks = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step && ticks.length < 50; k++) {
    const value = k * step;
    const text = large >= 1e6 || large < 1e-3 ? shortNumber(value) : value.toFixed(digits);
    ticks.push({ value, text: text.replace('-', '\u2212') });
  }
  return ticks;
}

/**
 * Powers of ten, or 1, 2, 5 times them when the range is short.
 * @param {number} low @param {number} high @param {number} most
 * @returns {Tick[]}
 */
export function logTicks(low, high, most) {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const every = Math.max(1, Math.ceil((last - first) / most));
  const factors = last - first <= 2 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let k = first; k <= last; k++) {
    if (k % every !== 0) continue;
    for (const factor of factors) {
      const value = Number(`${factor}e${k}`);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) ticks.push({ value, text: powerText(factor, k) });
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, most).filter(({ value }) => value > 0);
}

/** @param {number} factor @param {number} exponent */
function powerText(factor, exponent) {
  if (Math.abs(exponent) <= 2) return String(Number(`${factor}e${exponent}`));
  const digits = [...String(exponent)]
    .map((sign) => '\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079'['-0123456789'.indexOf(sign)])
    .join('');
  return `${factor === 1 ? '' : `${factor}\u00b7`}10${digits}`;
}

/** Four digits: for tiles and legends. @param {number} value */
export function shortNumber(value) {
  if (!Number.isFinite(value)) return '\u2013';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 1e6 || size < 1e-3
      ? value
          .toExponential(2)
          .replace(/\.?0+e/, 'e')
          .replace('e+', 'e')
      : String(Number(value.toPrecision(6)));
  return text.replaceAll('-', '\u2212');
}

/** @param {unknown} text */
export function escaped(text) {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Text with `I_x` written as I with a subscript, for HTML. @param {string} text */
export const htmlText = (text) => escaped(text).replace(/_(\w+)/g, '<sub>$1</sub>');

/** The same for SVG. @param {string} text */
export const svgText = (text) => escaped(text).replace(/_(\w+)/g, '<tspan dy="3" font-size="80%">$1</tspan><tspan dy="-3">\u200b</tspan>');

/** Nine digits: enough to read, and 0.1 + 0.2 is 0.3. @param {number} value */
export const readable = (value) => String(Number(value.toPrecision(9))).replaceAll('-', '\u2212');

/** JSON has no NaN: nulls inside lists of numbers were one. @param {string} text @returns {any} */
export function revived(text) {
  return JSON.parse(text, (_, value) => (Array.isArray(value) ? value.map((item) => (item === null ? NaN : item)) : value));
}
