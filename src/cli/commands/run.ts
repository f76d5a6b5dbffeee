import { join } from 'node:path';
import type { EngineOptions } from '../../run/engine.ts';
import { UsageError, type Command } from '../command.ts';
import {
  backendOption, forceOption, isSet, jsonOption, outOption, quietOption, reproducibleOption, scenarioFrom, scenarioPositional, setOption,
  textOf, threadsOf, threadsOption, wallTimeOption,
} from '../options.ts';
import { withRanks } from '../with-ranks.ts';

export default {
  name: 'run',
  summary: 'Run a scenario into a run folder',
  example: 'run damping-1x2v --out runs/short --set time.end=0.5',
  positionals: [scenarioPositional],
  options: {
    out: outOption, set: setOption, threads: threadsOption, backend: backendOption, reproducible: reproducibleOption,
    continue: { type: 'boolean', describe: 'Go on with the run that is there, or start it: the same command both times' },
    'wall-time': wallTimeOption, force: forceOption, quiet: quietOption, json: jsonOption,
  },
  run: (args, screen) => withRanks(screen, async (ranks, terminal) => {
    const threads = threadsOf(args, ranks.local);
    const scenario = await scenarioFrom(args);
    const out = textOf(args, 'out') ?? join('runs', scenario.name);
    const backend = textOf(args, 'backend') as EngineOptions['backend'];
    const { advice } = await import('../../run/advice.ts');
    if (!isSet(args, 'quiet')) for (const note of advice(scenario)) terminal.err(`note: ${note}\n`);
    const { continueRun } = await import('../../run/continue-run.ts');
    const { runScenario } = await import('../../run/run.ts');
    const { runSession } = await import('../session.ts');
    const [force, goOn] = [isSet(args, 'force'), isSet(args, 'continue')];
    if (force && goOn) throw new UsageError('give either --force, which replaces a run, or --continue, which goes on with it');
    return runSession(out, args, terminal, (session) =>
      (goOn ? continueRun : runScenario)(scenario, {
        out, force, threads, backend, reproducible: isSet(args, 'reproducible'), ranks, ...session,
      }));
  }),
} satisfies Command;
