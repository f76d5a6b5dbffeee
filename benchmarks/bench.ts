import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { enableFeatures } from '../src/parallel/features.ts';
import { allCases, nameOf, quickCases } from './cases.ts';
import { evaluations, type Evaluation } from './evaluations.ts';
import { HandWritten, compilerVersion } from './native.ts';
import { measureCase, type Rates, type Variant } from './rates.ts';
import { ratesTable, evaluationTable } from './tables.ts';

/**
 * `npm run bench [-- --quick] [-- --json] [-- --rates | --evaluations] [-- --cases TEXT]`: pair rates of every backend next to C written
 * by hand, and whole evaluations, or one of the two; of the cases those whose name has TEXT in it.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
    rates: { type: 'boolean', default: false }, evaluations: { type: 'boolean', default: false }, cases: { type: 'string', default: '' },
  },
});

const effort = values.quick ? { count: 2048, rounds: 7 } : { count: 4096, rounds: 9 };
const compiler = compilerVersion();
const c = compiler ? new HandWritten() : undefined;
const machine = {
  node: process.version, processor: cpus()[0].model.trim(), cores: cpus().length, compiler: compiler ?? 'none',
  features: enableFeatures(),
};

const rates: Rates[] = [];
const whole: Evaluation[] = [];
try {
  const cases = (values.quick ? quickCases : allCases).filter((which) => !values.evaluations && nameOf(which).includes(values.cases));
  for (const which of cases) {
    rates.push(await measureCase(which, effort, c));
    if (!values.json) process.stderr.write(`${rates.at(-1)!.name}\n`);
  }
  if (!values.rates) whole.push(...(await evaluations(values.quick)));
} finally {
  c?.close();
}

const ratio =
  (over: Variant, under: Variant) =>
  ({ rates: { [over]: a, [under]: b } }: Rates): number | undefined =>
    a && b ? a.median / b.median : undefined;
if (values.json) {
  const ratios = rates.map((line) => ({
    name: line.name, fastestToLoops: ratio('fastest', 'loops')(line), reproducibleToLoops: ratio('reproducible', 'loops')(line),
    fastestToC: ratio('fastest', 'c')(line), nativeToC: ratio('native', 'c')(line), nativeToFastest: ratio('native', 'fastest')(line),
  }));
  process.stdout.write(`${JSON.stringify({ machine, effort, rates, evaluations: whole, ratios }, null, 2)}\n`);
} else {
  process.stdout.write(`Node ${machine.node}, ${machine.processor}, ${machine.cores} cores, ${machine.compiler}\n`);
  process.stdout.write(`fused multiply-add: ${machine.features.fused}, 256-bit: ${machine.features.joined}\n\n`);
  if (whole.length > 0) process.stdout.write(`${evaluationTable(whole)}\n\n`);
  if (rates.length > 0) process.stdout.write(`${ratesTable(rates)}\n`);
}
