import { exitCodes, type Command } from '../command.ts';

export default {
  name: 'schema',
  summary: "The scenario's JSON Schema",
  example: 'schema',
  positionals: [],
  options: {},
  async run(_args, terminal) {
    const { scenarioJsonSchema } = await import('../../scenario/scenario.ts');
    terminal.out(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
    return exitCodes.done;
  },
} satisfies Command;
