import type { Experiment } from '../laboratory.ts';
import { measureWave, type WaveResult } from '../measured-wave.ts';
import { settledCases } from '../settled-cases.ts';
import { unseenCases } from '../unseen-cases.ts';
import { unseenText } from '../unseen-text.ts';
import type { WaveCase } from '../wave-cases.ts';

async function measured(cases: readonly WaveCase[]): Promise<WaveResult[]> {
  const results: WaveResult[] = [];
  for (const one of cases) {
    const result = await measureWave(one);
    results.push(result);
    const { stopped, mode, temperature } = result;
    console.log(`${one.name}: ${stopped ?? `mode ${mode.toExponential(1)}, temperatures ${temperature.toExponential(1)}`}`);
  }
  return results;
}

const experiment: Experiment = {
  name: 'unseen',
  title: 'Scenarios that no default was chosen on',
  // The grid of the tenth takes many minutes: `test/validate/unseen` has it.
  run: async () => unseenText(await measured(unseenCases.slice(0, 9)), await measured(settledCases)),
};
export default experiment;
