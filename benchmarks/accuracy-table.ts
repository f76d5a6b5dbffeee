import type { AccuracyResult } from './accuracy-cases.ts';

/** A Markdown table a scenario, cheapest first: which method reaches which error at which cost. */
export function accuracyTable(results: readonly AccuracyResult[]): string {
  const scenarios = [...new Set(results.map(({ scenario }) => scenario))];
  return scenarios.map((scenario) => {
    const some = results.filter((result) => result.scenario === scenario).sort((a, b) => a.processorSeconds - b.processorSeconds);
    const names = [...new Set(some.flatMap(({ errors }) => Object.keys(errors)))];
    const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    const head = [`${scenario}: method`, 'resolution', 'points', 'CPU s', 'peak MB', ...names.map((name) => `error of ${name}`)];
    return [
      row(head), row(head.map(() => '---')),
      ...some.map(({ method, resolution, degreesOfFreedom, processorSeconds, peakMegabytes, errors, stopped }) =>
        row([method, resolution, String(degreesOfFreedom), processorSeconds.toPrecision(3), peakMegabytes.toFixed(0),
          ...names.map((name) => (stopped ? 'stopped' : (errors[name]?.toExponential(1) ?? '')))])),
    ].join('\n');
  }).join('\n\n');
}
