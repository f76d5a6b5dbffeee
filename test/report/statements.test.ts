import { describe, expect, test } from 'vitest';
import { statements } from '../../src/judge/verify.ts';
import type { Verdict } from '../../src/report/nouns.ts';
import { statementCharts } from '../../src/report/page/statement-charts.js';
import { proseHtml } from '../../src/report/prose.ts';
import { mathml } from '../../src/report/tex.ts';

describe('formulas', () => {
  test('every statement has one that reads', () => {
    for (const { id, formula } of statements) expect(mathml(formula), id).toMatch(/^<math display="block"><mrow>.+<\/mrow><\/math>$/);
  });

  test('indices, powers, fractions and words are what they are in MathML', () => {
    expect(mathml('\\frac{d}{dt} I_x^{2} \\le 0')).toBe(
      '<math display="block"><mrow><mfrac><mrow><mi>d</mi></mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac>' +
      '<msubsup><mi>I</mi><mi>x</mi><mrow><mn>2</mn></mrow></msubsup><mo>\u2264</mo><mn>0</mn></mrow></math>',
    );
    expect(mathml('I_\\text{mixed}')).toContain('<msub><mi>I</mi><mtext>mixed</mtext></msub>');
  });

  test('what is not known is an error, not a gap', () => {
    for (const tex of ['\\foo', '{x', 'x}', '<b>', 'x^']) expect(() => mathml(tex), tex).toThrow();
  });
});

test('mathematics in sentences has signs and indices, and stays text', () => {
  expect(proseHtml('int |grad_x f|^2 / f >= alpha <x>^(-lambda), kappa_2 <b>')).toBe(
    '\u222b |\u2207<sub>x</sub> f|<sup>2</sup> / f \u2265 \u03b1 \u27e8x\u27e9<sup>-\u03bb</sup>, \u03ba<sub>2</sub> &lt;b&gt;',
  );
  expect(proseHtml('a point and the integral')).toBe('a point and the integral');
});

describe('charts of statements', () => {
  const verdict = (more: Partial<Verdict>): Verdict => ({
    id: 'one-two', statement: 'It holds. Measured: so.', source: '', assumptionsMet: true, verdict: 'holds', worstViolation: 0,
    tolerance: 1e-12, unmet: [], series: [{ time: 0, value: 0 }, { time: 1, value: -3e-16 }], ...more,
  });
  test('sizes are drawn below their tolerance, on a scale that shows both', () => {
    const drawn = { quantities: { value: 'drift' }, bound: 'tolerance' } as const;
    const [chart] = statementCharts({ runs: [], charts: [], statements: [verdict({ drawn })] });
    expect([chart.title, chart.note, chart.yLabel, chart.log]).toEqual(['one two', 'It holds.', 'drift', true]);
    expect(chart.series.map(({ label, y, bound }) => [label, Array.from(y), bound])).toEqual([
      ['drift', [0, 3e-16], undefined], ['tolerance', [1e-12, 1e-12], 'above'],
    ]);
  });

  test('growth is held against twice the value before, and a bound of its own stands in the series', () => {
    const series = [{ time: 0, value: 2, a: 1, top: 3 }, { time: 1, value: 3, a: 2, top: 4 }];
    const growth = statementCharts({
      runs: [], charts: [], statements: [verdict({ series, tolerance: 1, drawn: { quantities: { value: 'y' }, bound: 'growth' } })],
    })[0];
    expect(Array.from(growth.series[1].y)).toEqual([NaN, 4]);
    const below = statementCharts({
      runs: [], charts: [], statements: [verdict({ series, drawn: { quantities: { a: 'a' }, bound: { above: { a: 'top' } } } })],
    })[0];
    expect(below.series.map(({ y, bound }) => [Array.from(y), bound])).toEqual([[[1, 2], undefined], [[3, 4], 'above']]);
  });

  test('every record names quantities and bounds that a statement can have', () => {
    for (const { id, drawn } of statements) {
      expect(Object.keys(drawn.quantities).length, id).toBeGreaterThan(0);
      if (typeof drawn.bound !== 'object') continue;
      for (const name of Object.keys({ ...drawn.bound.above, ...drawn.bound.below })) expect(drawn.quantities, id).toHaveProperty(name);
    }
  });
});
