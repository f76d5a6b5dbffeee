import type { FigureFormat } from '../../report/figures.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../command.ts';
import { isSet, jsonOption, textOf } from '../options.ts';

const report: Command = {
  name: 'report',
  summary: 'One self-contained HTML page with plots, next to the data',
  positionals: [{ name: 'DIR', description: 'Run folder' }],
  options: {
    out: { type: 'string', requiresArg: true, describe: 'The page [default: DIR/report.html]' },
    compare: { type: 'string', requiresArg: true, describe: 'A second run folder, drawn dashed over the first' },
    figures: { type: 'string', choices: ['svg', 'png'], requiresArg: true, describe: 'Also write figures/ beside the page (png: needs @resvg/resvg-js)' },
    exact: { type: 'string', choices: ['auto', 'none'], default: 'auto', describe: 'Exact values where the scenario has an exact solution' },
    json: jsonOption,
  },
  async run(args, terminal) {
    const { writeReport } = await import('../../report/report.ts');
    const result = await writeReport(textOf(args, 'DIR')!, {
      out: textOf(args, 'out'),
      compare: textOf(args, 'compare'),
      figures: textOf(args, 'figures') as FigureFormat | undefined,
      exact: textOf(args, 'exact') !== 'none',
    });
    if (isSet(args, 'json')) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    else terminal.out(`${[result.page, ...result.figures].join('\n')}\n`);
    return exitCodes.done;
  },
};
export default report;
