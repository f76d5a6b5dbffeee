import { escaped } from './page/numbers.js';

const names: Readonly<Record<string, string>> = {
  alpha: '\u03b1', gamma: '\u03b3', kappa: '\u03ba', lambda: '\u03bb', rho: '\u03c1', nu: '\u03bd', int: '\u222b', infinity: '\u221e',
};

/** A sentence with mathematics in plain letters, as statements have it, in HTML: `int |grad_x f|^2 / f` with signs and indices. */
export function proseHtml(text: string): string {
  return escaped(text)
    .replace(/&lt;([xv])&gt;/g, '\u27e8$1\u27e9')
    .replaceAll('&gt;=', '\u2265').replaceAll('&lt;=', '\u2264')
    .replace(/\bgrad_([xv])\b/g, '\u2207<sub>$1</sub>')
    .replace(/\bsqrt\(/g, '\u221a(')
    .replace(/\b(alpha|gamma|kappa|lambda|rho|nu|int)(?=\b|_)/g, (name) => names[name])
    .replace(/\^\(([^()]*)\)/g, '<sup>$1</sup>').replace(/\^(\w+)/g, '<sup>$1</sup>')
    .replace(/_(infinity|\w+)/g, (_, index: string) => `<sub>${names[index] ?? index}</sub>`);
}
