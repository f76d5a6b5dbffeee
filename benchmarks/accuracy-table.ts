import type { AccuracyResult } from './accuracy-cases.ts';
import { table } from './laboratory.ts';

const problemsOf = (results: readonly AccuracyResult[]): string[] => [...new Set(results.map(({ problem }) => problem))];
const quantities = ['mode and T_xx', 'entropy', 'I_v'];

/** A Markdown table a problem, cheapest first: which method reaches which error at which cost. */
export function accuracyTable(results: readonly AccuracyResult[]): string {
  const head = ['method', 'resolution', 'points', 'processor s', 'wall s', 'MB', ...quantities.map((name) => `error of ${name}`)];
  return problemsOf(results).map((problem) => {
    const some = results.filter((result) => result.problem === problem).sort((a, b) => a.processorSeconds - b.processorSeconds);
    const rows = some.map(({ method, resolution, points, processorSeconds, wallSeconds, peakMegabytes, errors, stopped }) => [
      method, resolution, points, processorSeconds.toPrecision(3), wallSeconds.toPrecision(3), peakMegabytes.toFixed(0),
      ...quantities.map((name) => (stopped ? 'stopped' : (errors[name]?.toExponential(1) ?? ''))),
    ]);
    return `### ${problem}\n\n${table(head, rows)}`;
  }).join('\n\n');
}

/** Processor seconds that somebody has, at most. */
const budgets = [1.5, 3, 6, 12, 25, 50];

/** Who has the least error of mode and T_xx within a budget, a row a problem. */
export function winnersTable(results: readonly AccuracyResult[]): string {
  const rows = problemsOf(results).map((problem) => [problem, ...budgets.map((budget) => {
    const within = results.filter((result) => result.problem === problem && !result.stopped && result.processorSeconds <= budget);
    const best = within.sort((a, b) => a.errors[quantities[0]] - b.errors[quantities[0]]).at(0);
    return best ? `${best.method} ${best.errors[quantities[0]].toExponential(0)}` : '';
  })]);
  return table(['problem', ...budgets.map((budget) => `${budget} s`)], rows);
}

/**
 * Galerkin against the grid at equal processor seconds: the grid's error where it costs what a Galerkin run costs, interpolated
 * between its sizes (logarithms of both), over the error of that run. Above 1 the particles win.
 */
export function dueling(results: readonly AccuracyResult[]): string {
  const error = ({ errors }: AccuracyResult): number => Math.log(errors[quantities[0]]);
  const cost = ({ processorSeconds }: AccuracyResult): number => Math.log(processorSeconds);
  const rows = problemsOf(results).flatMap((problem) => {
    const here = results.filter((result) => result.problem === problem && !result.stopped).sort((a, b) => cost(a) - cost(b));
    const of = (method: string): AccuracyResult[] => here.filter((result) => result.method === method);
    const grids = of('grid');
    const dearest = grids[grids.length - 1];
    return of('Galerkin').map((run) => {
      const next = grids.findIndex((grid) => cost(grid) >= cost(run));
      const start = [problem, run.resolution, run.processorSeconds.toPrecision(3), run.errors[quantities[0]].toExponential(1)];
      if (next === 0) return [...start, `dearer: ${grids[0].processorSeconds.toPrecision(3)} s`, ''];
      if (next < 0) {
        return [...start, `${dearest.errors[quantities[0]].toExponential(1)}, cheaper`, ratio(error(dearest), error(run))];
      }
      const [a, b] = [grids[next - 1], grids[next]];
      const between = error(a) + ((error(b) - error(a)) * (cost(run) - cost(a))) / (cost(b) - cost(a));
      return [...start, Math.exp(between).toExponential(1), ratio(between, error(run))];
    });
  });
  return table(['problem', 'Galerkin particles', 'processor s', 'error', 'error of a grid of that cost', 'grid over particles'], rows);
}

const ratio = (grid: number, particles: number): string => Number(Math.exp(grid - particles).toPrecision(2)).toString();
