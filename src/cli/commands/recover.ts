import type { FolderRecovery, Recovery } from '../../io/recover.ts';
import { exitCodes, type Command } from '../command.ts';
import { startAgain } from '../../io/run-folder.ts';
import { isSet, jsonOption, runPositional, textOf } from '../options.ts';

function tableLine(recovery: Recovery | Error | 'empty'): string {
  if (recovery === 'empty') return 'empty: the run was killed before it wrote anything';
  if (recovery instanceof Error) return recovery.message;
  const { batches, rows, lostBytes, alreadyWhole } = recovery;
  const holds = `${batches} batches, ${rows} rows`;
  if (alreadyWhole) return `whole, nothing to do (${holds})`;
  return `repaired (${holds}${lostBytes > 0 ? `; ${lostBytes} bytes of a torn batch cut off` : ''})`;
}

function checkpointLine({ checkpoint, previous }: FolderRecovery, folder: string): string {
  const onwards = `go on with: fuzzy-landau resume ${folder}`;
  if (checkpoint === 'valid') return `valid; ${onwards}`;
  if (previous === 'valid') return `${checkpoint === 'missing' ? checkpoint : checkpoint.problem}; the one before it is valid: ${onwards}`;
  return checkpoint === 'missing' ? `none: the run cannot go on; ${startAgain(folder)}` : checkpoint.message;
}

const plain = (value: object | string): object | string => (value instanceof Error ? { error: value.message } : value);

export default {
  name: 'recover',
  summary: 'Repair the Arrow files of a killed run in place',
  example: 'recover runs/damping-1x2v',
  positionals: [runPositional],
  options: { json: jsonOption },
  async run(args, terminal) {
    const folder = textOf(args, 'DIR')!;
    const { recoverFolder } = await import('../../io/recover.ts');
    const recovery = recoverFolder(folder);
    const { tables, checkpoint, previous, killed } = recovery;
    if (killed) terminal.err(`note: removed the lock of a run that was killed: ${killed}\n`);
    if (isSet(args, 'json')) {
      const plainTables = Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, plain(table)]));
      const report = { tables: plainTables, checkpoint: plain(checkpoint), previous: plain(previous), ...(killed && { killed }) };
      terminal.out(`${JSON.stringify(report, null, 2)}\n`);
    } else {
      for (const [name, table] of Object.entries(tables)) terminal.out(`${`${name}.arrow`.padEnd(18)}${tableLine(table)}\n`);
      terminal.out(`${'checkpoint'.padEnd(18)}${checkpointLine(recovery, folder)}\n`);
    }
    return Object.values(tables).some((table) => table instanceof Error) || (checkpoint instanceof Error && previous !== 'valid')
      ? exitCodes.badInput
      : exitCodes.done;
  },
} satisfies Command;
