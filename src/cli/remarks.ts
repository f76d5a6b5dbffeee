import type { Terminal } from './command.ts';

/** Says on stderr what a reader of run folders should know although they can be read. */
export async function sayRemarks(terminal: Terminal, ...folders: readonly string[]): Promise<void> {
  const { remarksOn } = await import('../io/remarks.ts');
  for (const folder of folders) for (const remark of remarksOn(folder)) terminal.err(`note: ${remark}\n`);
}
