import type { Ranks } from '../contracts.ts';
import { openRanks } from '../ranks/open.ts';
import { exitCodes, type Terminal } from './command.ts';
import { explain } from './guard.ts';

/** Nothing that many ranks say is a line that rewrites itself: a launcher may give the first one a terminal, and mixes them. */
const plain = (terminal: Terminal): Terminal => ({ ...terminal, interactive: false, bars: false });

/** Keeps what is said, for the case that nobody else says it. */
function kept(): Terminal & { text(): string } {
  let said = '';
  return { out: () => {}, err: (text) => void (said += text), interactive: false, text: () => said };
}

/**
 * Runs a command as one of the processes that mpirun or srun has started, or alone. The first one speaks for all. All end
 * together; when one ends in an error that the others do not know, it says so and ends them.
 */
export async function withRanks(terminal: Terminal, work: (ranks: Ranks, terminal: Terminal) => Promise<number>): Promise<number> {
  const ranks = await openRanks();
  if (ranks.size === 1) return work(ranks, terminal);
  const silent = kept();
  const own = ranks.rank === 0 ? plain(terminal) : silent;
  let code: number;
  try {
    code = await work(ranks, own);
  } catch (error) {
    code = explain(error, own);
  }
  if (await ranks.endTogether()) return code;
  if (ranks.rank > 0) terminal.err(`rank ${ranks.rank}: ${silent.text() || 'it has ended'}\n`);
  terminal.err(`rank ${ranks.rank} has ended without the others: ending them\n`);
  ranks.abort(code === exitCodes.done ? exitCodes.internal : code);
  return code;
}
