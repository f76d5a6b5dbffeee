import { exitCodes, type Command } from '../command.ts';
import { isSet, reproducibleOption, scenarioFrom, scenarioPositional, setOption, textOf } from '../options.ts';

export default {
  name: 'kernel',
  summary: 'Print the generated pair kernels of a scenario (WebAssembly text or C)',
  example: 'kernel damping-1x2v',
  positionals: [scenarioPositional],
  options: {
    set: setOption,
    pass: { type: 'string', description: 'Print one pass only, density say' },
    backend: { type: 'string', choices: ['simd', 'native'], default: 'simd', description: 'WebAssembly text (simd) or C (native)' },
    reproducible: reproducibleOption,
  },
  async run(args, terminal) {
    const scenario = await scenarioFrom(args);
    const { scenarioKernels } = await import('../../run/kernel-text.ts');
    const backend = textOf(args, 'backend') as 'simd' | 'native';
    const text = scenarioKernels(scenario, isSet(args, 'reproducible') ? 'reproducible' : 'fastest', textOf(args, 'pass'), backend);
    terminal.out(text.endsWith('\n') ? text : `${text}\n`);
    return exitCodes.done;
  },
} satisfies Command;
