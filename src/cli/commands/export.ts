import { join } from 'node:path';
import { exportFormats, type ExportFormat } from '../../io/export-formats.ts';
import { UsageError, exitCodes, type Command } from '../command.ts';
import { sayRemarks } from '../remarks.ts';
import { forceOption, isSet, jsonOption, runPositional, textOf } from '../options.ts';

export default {
  name: 'export',
  summary: 'Write the tables of a run as CSV, Parquet or openPMD-like JSON',
  example: 'export runs/damping-1x2v --to csv',
  positionals: [runPositional],
  options: {
    to: { type: 'string', choices: exportFormats, requiresArg: true, describe: 'Format' },
    out: { type: 'string', requiresArg: true, describe: 'Folder for the files [default: DIR/export]' },
    force: { ...forceOption, describe: 'Replace files of an earlier export' },
    json: { ...jsonOption, describe: 'Print the paths as JSON' },
  },
  async run(args, terminal) {
    const format = textOf(args, 'to');
    if (format === undefined) throw new UsageError(`expected --to ${exportFormats.slice(0, -1).join(', ')} or ${exportFormats.at(-1)}`);
    const folder = textOf(args, 'DIR')!;
    const { exportRun } = await import('../../io/export.ts');
    const paths = exportRun(folder, format as ExportFormat, textOf(args, 'out') ?? join(folder, 'export'), { force: isSet(args, 'force') });
    await sayRemarks(terminal, folder);
    terminal.out(isSet(args, 'json') ? `${JSON.stringify(paths, null, 2)}\n` : `${paths.join('\n')}\n`);
    return exitCodes.done;
  },
} satisfies Command;
