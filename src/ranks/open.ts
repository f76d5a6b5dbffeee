import type { Ranks } from '../ranks-contract.ts';
import { alone } from './alone.ts';
import { findLauncher } from './mpi/launcher.ts';

/**
 * The ranks that this process is one of: those of mpirun or srun, or itself alone; then no library is touched. Throws a
 * Refusal when the launcher and the library of MPI do not go together.
 */
export async function openRanks(env: Readonly<Record<string, string | undefined>> = process.env): Promise<Ranks> {
  const launcher = findLauncher(env);
  if (!launcher) return alone;
  const { joinRanks } = await import('./mpi/mpi-ranks.ts');
  return joinRanks(launcher, env.FUZZY_LANDAU_MPI);
}
