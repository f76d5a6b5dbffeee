import type { EngineOptions } from '../../run/engine.ts';
import { exitCodes, type Command } from '../command.ts';
import { checkText } from '../check-text.ts';
import {
  backendOption, isSet, jsonOption, reproducibleOption, scenarioFrom, scenarioPositional, setOption, textOf, threadsOf, threadsOption,
} from '../options.ts';

export default {
  name: 'check',
  summary: 'What a run will take: particles, memory, steps, time, and which score and sums it will choose; writes nothing',
  example: 'check damping-1x2v --set particles.position.count=64',
  positionals: [scenarioPositional],
  options: { set: setOption, threads: threadsOption, backend: backendOption, reproducible: reproducibleOption, json: jsonOption },
  async run(args, terminal) {
    const threads = threadsOf(args);
    const scenario = await scenarioFrom(args);
    const { checkScenario } = await import('../../run/check.ts');
    const backend = textOf(args, 'backend') as EngineOptions['backend'];
    const found = await checkScenario(scenario, { threads, backend, reproducible: isSet(args, 'reproducible') });
    terminal.out(isSet(args, 'json') ? `${JSON.stringify(found, null, 2)}\n` : checkText(found));
    return exitCodes.done;
  },
} satisfies Command;
