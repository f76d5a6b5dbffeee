import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { pageScript } from '../../src/report/page-script.ts';
import { chartSvg, layoutOf } from '../../src/report/page/chart.js';
import { escaped, linearTicks, logTicks, revived, svgText } from '../../src/report/page/numbers.js';
import type { Chart } from '../../src/report/nouns.ts';

const chart: Chart = {
  id: 'c', title: 'a <b>', note: 'n', xLabel: 't', yLabel: 'I_x',
  series: [{ label: 'one', x: [0, 1, 2, 3], y: [1, NaN, 3, 5], colour: 0 }, { label: 'two', x: [0, 3], y: [-9, 9], colour: 1, run: 1 }],
};

describe('ticks', () => {
  test('are round and inside the range', () => {
    expect(linearTicks(0, 2, 5).map(({ text }) => text)).toEqual(['0.0', '0.5', '1.0', '1.5', '2.0']);
    expect(linearTicks(-1, 1, 2).map(({ text }) => text)).toEqual(['\u22121', '0', '1']);
    expect(logTicks(1e-17, 1e-9, 4).map(({ text }) => text)).toEqual([
      '10\u207b\u00b9\u2076', '10\u207b\u00b9\u2074', '10\u207b\u00b9\u00b2', '10\u207b\u00b9\u2070',
    ]);
    expect(logTicks(0.09, 0.21, 5).map(({ text }) => text)).toEqual(['0.1', '0.2']);
  });
});

describe('charts', () => {
  test('a value that is no number is a gap, and text is never markup', () => {
    const svg = chartSvg(chart, { width: 400, height: 240 });
    expect(svg.match(/<path class="line s0" d="(.*?)"/)![1].match(/M/g)).toHaveLength(2);
    expect(svg).not.toContain('<b>');
    expect(escaped('<script>"&')).toBe('&lt;script&gt;&quot;&amp;');
    expect(svgText('I_x')).toContain('>x</tspan>');
  });

  test('the range of y is that of what is shown: zoomed in x, hidden curves left out', () => {
    const hidden = new Set(['two']);
    expect(layoutOf(chart, { width: 400, height: 240, hidden }).yRange).toEqual([1 - 0.24, 5 + 0.24]);
    expect(layoutOf(chart, { width: 400, height: 240, hidden, x: [0, 2] }).yRange).toEqual([1 - 0.12, 3 + 0.12]);
  });

  test('on a logarithmic scale values below the floor lie on it', () => {
    const drift: Chart = { ...chart, log: true, floor: 1e-17, series: [{ label: 'd', x: [0, 1], y: [0, 1e-9], colour: 0 }] };
    const layout = layoutOf(drift, { width: 400, height: 240 });
    expect(layout.yRange[0]).toBeLessThan(1e-17);
    expect(chartSvg(drift, { width: 400, height: 240 })).toContain(`M${layout.left} ${Math.round(layout.toY(1e-17) * 100) / 100}`);
  });
});

test('numbers survive the page: null comes back as NaN, everything else digit for digit', () => {
  const values = [0.1 + 0.2, 1e-320, -1.7976931348623157e308, NaN];
  expect(revived(JSON.stringify({ a: values })).a).toEqual(values);
});

test('the script of the page is one well-formed module that imports nothing', () => {
  const script = pageScript();
  expect(script).not.toMatch(/^\s*(import|export)\b/m);
  const check = spawnSync(process.execPath, ['--input-type=module', '--check'], { input: script, encoding: 'utf8' });
  expect(check.stderr).toBe('');
});
