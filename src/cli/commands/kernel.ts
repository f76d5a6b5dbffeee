import type { Command } from '../command.ts';
import { exitCodes } from '../command.ts';
import { isSet, listOf, reproducibleOption, setOption, textOf } from '../options.ts';

const kernel: Command = {
  name: 'kernel',
  summary: 'Print the generated SIMD kernels of a scenario (WebAssembly text)',
  positionals: [{ name: 'SCENARIO', description: 'Scenario file (YAML)' }],
  options: {
    set: setOption,
    pass: { type: 'string', choices: ['density', 'gradient', 'score', 'collisions'], description: 'Print one pass only' },
    reproducible: reproducibleOption,
  },
  async run(args, terminal) {
    const { loadScenario } = await import('../../scenario/scenario.ts');
    const scenario = loadScenario(textOf(args, 'SCENARIO')!, listOf(args, 'set'));
    const { scenarioKernels } = await import('../../run/kernel-text.ts');
    const text = scenarioKernels(scenario, isSet(args, 'reproducible') ? 'reproducible' : 'fastest', textOf(args, 'pass'));
    terminal.out(text.endsWith('\n') ? text : `${text}\n`);
    return exitCodes.done;
  },
};
export default kernel;
