import { join } from 'node:path';
import type { EngineOptions } from '../../run/engine.ts';
import type { Command } from '../command.ts';
import {
  backendOption, forceOption, isSet, jsonOption, listOf, outOption, quietOption, reproducibleOption, setOption, textOf, threadsOf,
  threadsOption,
} from '../options.ts';

const run: Command = {
  name: 'run',
  summary: 'Run a scenario into a run folder',
  positionals: [{ name: 'SCENARIO', description: 'Scenario file (YAML), or the name of a shipped scenario' }],
  options: {
    out: outOption, set: setOption, threads: threadsOption, backend: backendOption, reproducible: reproducibleOption,
    force: forceOption, quiet: quietOption, json: jsonOption,
  },
  async run(args, terminal) {
    const threads = threadsOf(args);
    const { loadScenario } = await import('../../scenario/scenario.ts');
    const scenario = loadScenario(textOf(args, 'SCENARIO')!, listOf(args, 'set'));
    const out = textOf(args, 'out') ?? join('runs', scenario.name);
    const backend = textOf(args, 'backend') as EngineOptions['backend'];
    const { advice } = await import('../../run/advice.ts');
    if (!isSet(args, 'quiet')) for (const note of advice(scenario)) terminal.err(`note: ${note}\n`);
    const { runScenario } = await import('../../run/run.ts');
    const { runSession } = await import('../session.ts');
    return runSession(out, args, terminal, (session) =>
      runScenario(scenario, { out, force: isSet(args, 'force'), threads, backend, reproducible: isSet(args, 'reproducible'), ...session }));
  },
};
export default run;
