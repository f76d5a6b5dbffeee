import type { FigureFormat } from '../../report/figures.ts';
import { FileError } from '../../io/file-error.ts';
import type { Verdict } from '../../report/nouns.ts';
import type { Command, Terminal } from '../command.ts';
import { exitCodes } from '../command.ts';
import { sayRemarks } from '../remarks.ts';
import { isSet, jsonOption, listOf, textOf } from '../options.ts';

/** Every verdict of the judge; without what it needs (snapshots, say) the report goes without. */
async function verdictsOf(folder: string, terminal: Terminal): Promise<readonly Verdict[]> {
  const { judge } = await import('../../judge/verify.ts');
  try {
    return judge(folder).map(({ verdict, unmet }) => ({ ...verdict, unmet }));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    terminal.err(`the statements of the paper were not judged: ${error.message}\n`);
    return [];
  }
}

const report: Command = {
  name: 'report',
  summary: 'One self-contained HTML page with plots, next to the data',
  positionals: [{ name: 'DIR', description: 'Run folder' }],
  options: {
    out: { type: 'string', requiresArg: true, describe: 'The page [default: DIR/report.html]' },
    compare: {
      type: 'string', array: true, requiresArg: true, describe: 'Another run folder, drawn over the first; may be repeated',
    },
    figures: {
      type: 'string',
      choices: ['svg', 'png'],
      requiresArg: true,
      describe: 'Also write figures/ beside the page (png: needs @resvg/resvg-js)',
    },
    exact: {
      type: 'string',
      choices: ['auto', 'none'],
      default: 'auto',
      describe: 'Exact values where the scenario has an exact solution',
    },
    verify: {
      type: 'string',
      choices: ['auto', 'none'],
      default: 'auto',
      describe: "The paper's statements judged on the run; none saves the time",
    },
    json: jsonOption,
  },
  async run(args, terminal) {
    const { writeReport } = await import('../../report/report.ts');
    const result = await writeReport(textOf(args, 'DIR')!, {
      out: textOf(args, 'out'),
      compare: listOf(args, 'compare'),
      figures: textOf(args, 'figures') as FigureFormat | undefined,
      exact: textOf(args, 'exact') !== 'none',
      verify: textOf(args, 'verify') === 'none' ? undefined : (folder) => verdictsOf(folder, terminal),
    });
    await sayRemarks(terminal, textOf(args, 'DIR')!, ...listOf(args, 'compare'));
    if (isSet(args, 'json')) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    else terminal.out(`${[result.page, ...result.figures].join('\n')}\n`);
    return exitCodes.done;
  },
};
export default report;
