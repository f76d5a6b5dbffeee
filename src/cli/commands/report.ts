import { resolve } from 'node:path';
import type { FigureFormat } from '../../report/figures.ts';
import { exitCodes, type Command } from '../command.ts';
import { sayRemarks } from '../remarks.ts';
import { isSet, jsonOption, listOf, quietOption, runPositional, textOf } from '../options.ts';
import { stages } from '../stages.ts';
import { verdictsOf } from '../verdicts-of.ts';

export default {
  name: 'report',
  summary: 'One self-contained HTML page with plots, next to the data',
  example: 'report runs/damping-1x2v --open',
  positionals: [runPositional],
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
    open: { type: 'boolean', describe: 'Open the page in the browser' },
    quiet: quietOption,
    json: jsonOption,
  },
  async run(args, terminal) {
    const { writeReport } = await import('../../report/report.ts');
    const { show, finish } = stages(terminal);
    const onStage = isSet(args, 'quiet') ? undefined : show;
    const result = await writeReport(textOf(args, 'DIR')!, {
      out: textOf(args, 'out'),
      compare: listOf(args, 'compare'),
      figures: textOf(args, 'figures') as FigureFormat | undefined,
      exact: textOf(args, 'exact') !== 'none',
      verify: textOf(args, 'verify') === 'none' ? undefined : (folder) => verdictsOf(folder, terminal, onStage),
      onStage,
    }).finally(finish);
    await sayRemarks(terminal, textOf(args, 'DIR')!, ...listOf(args, 'compare'));
    if (isSet(args, 'json')) terminal.out(`${JSON.stringify(result, null, 2)}\n`);
    else terminal.out(`${[result.page, ...result.figures].join('\n')}\n`);
    if (isSet(args, 'open')) await (await import('../open-page.ts')).openPage(resolve(result.page));
    return exitCodes.done;
  },
} satisfies Command;
