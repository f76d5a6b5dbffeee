/** Formulas in a small part of TeX as MathML, which browsers draw without any help. */

const identifiers: Readonly<Record<string, string>> = {
  alpha: '\u03b1', gamma: '\u03b3', kappa: '\u03ba', lambda: '\u03bb', rho: '\u03c1', nu: '\u03bd', infty: '\u221e', nabla: '\u2207',
  partial: '\u2202', log: 'log',
};
const operators: Readonly<Record<string, string>> = {
  int: '\u222b', iint: '\u222c', le: '\u2264', ge: '\u2265', langle: '\u27e8', rangle: '\u27e9', otimes: '\u2297',
};
const spaces: Readonly<Record<string, string>> = { ',': '0.17em', quad: '1em' };

/**
 * MathML of a formula. Known are letters, numbers, operators, `^`, `_`, groups in braces, `\frac{}{}`, `\text{}` and the
 * names above. Throws an Error at anything else: formulas are ours.
 */
export function mathml(tex: string): string {
  const tokens = tex.match(/\\text\{[^}]*\}|\\[a-z]+|\\,|\d+(?:\.\d+)?|\S/gi) ?? [];
  let at = 0;

  /** What stands up to a closing brace, or to the end. */
  function row(): string {
    let parts = '';
    while (at < tokens.length && tokens[at] !== '}') parts += scripted();
    return `<mrow>${parts}</mrow>`;
  }
  function group(): string {
    if (tokens[at] !== '{') return atom();
    at++;
    const inside = row();
    if (tokens[at++] !== '}') throw new Error(`a brace is open in the formula ${tex}`);
    return inside;
  }
  function scripted(): string {
    const base = atom();
    const scripts: Record<string, string> = {};
    while (tokens[at] === '^' || tokens[at] === '_') {
      const kind = tokens[at++];
      scripts[kind] = group();
    }
    if (scripts._ && scripts['^']) return `<msubsup>${base}${scripts._}${scripts['^']}</msubsup>`;
    if (scripts._) return `<msub>${base}${scripts._}</msub>`;
    return scripts['^'] ? `<msup>${base}${scripts['^']}</msup>` : base;
  }
  function atom(): string {
    const token = tokens[at];
    if (token === '{') return group();
    at++;
    const name = token?.startsWith('\\') ? token.slice(1) : '';
    if (name === 'frac') return `<mfrac>${group()}${group()}</mfrac>`;
    if (name.startsWith('text{')) return `<mtext>${name.slice(5, -1)}</mtext>`;
    if (Object.hasOwn(identifiers, name)) return `<mi>${identifiers[name]}</mi>`;
    if (Object.hasOwn(operators, name)) return `<mo>${operators[name]}</mo>`;
    if (Object.hasOwn(spaces, name)) return `<mspace width="${spaces[name]}"/>`;
    if (token !== undefined && /^[a-z]$/i.test(token)) return `<mi>${token}</mi>`;
    if (token !== undefined && /^\d/.test(token)) return `<mn>${token}</mn>`;
    // A bar is drawn as high as the letters: it has no left or right here.
    if (token === '|') return '<mo stretchy="false" lspace="0" rspace="0">|</mo>';
    if (token !== undefined && '()[]'.includes(token)) return `<mo stretchy="false">${token}</mo>`;
    if (token !== undefined && '-+=/,'.includes(token)) return `<mo>${token.replace('-', '\u2212')}</mo>`;
    throw new Error(`'${token}' is not known in the formula ${tex}`);
  }
  const whole = row();
  if (at < tokens.length) throw new Error(`a brace too many in the formula ${tex}`);
  return `<math display="block">${whole}</math>`;
}
