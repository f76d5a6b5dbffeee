import { FileError } from '../io/file-error.ts';
import type { Verdict } from '../report/nouns.ts';
import type { Terminal } from './command.ts';

/** Every verdict of the judge; without what it needs (snapshots, say) the report goes without. `onStage` hears what is judged. */
export async function verdictsOf(folder: string, terminal: Terminal, onStage?: (text: string) => void): Promise<readonly Verdict[]> {
  const { judge } = await import('../judge/verify.ts');
  try {
    const judgements = judge(folder, (id) => onStage?.(`judging ${id}`));
    return judgements.map(({ verdict, unmet, statement: { formula, drawn } }) => ({ ...verdict, unmet, formula, drawn }));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    terminal.err(`the statements of the paper were not judged: ${error.message}\n`);
    return [];
  }
}
