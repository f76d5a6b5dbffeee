import { setTimeout as wait } from 'node:timers/promises';
import { Refusal } from '../../refusal.ts';
import type { Ranks, Traffic } from '../../ranks-contract.ts';
import { bind, type MpiFunctions } from './functions.ts';
import type { Launcher } from './launcher.ts';
import { loadLibrary, type MpiLibrary } from './library.ts';

/** How long ranks that have come to their end wait for the others, in milliseconds: some may still close their files. */
const patience = 5000;
const pause = 5;

/** Joins the other processes that the launcher started. Throws a Refusal. */
export async function joinRanks(launcher: Launcher, named: string | undefined): Promise<Ranks> {
  const library = await loadLibrary(launcher, named);
  const functions = bind(library);
  functions.start();
  requireAll(launcher, library, functions.size());
  return new MpiRanks(functions, library, launcher);
}

/** A library that does not go with its launcher starts, but sees itself alone. */
function requireAll({ name, size }: Launcher, { file, version }: MpiLibrary, found: number): void {
  if (found === size) return;
  throw new Refusal('input', `${name} started ${size} processes, but ${file} (${version}) sees ${found}: they do not go together`, {
    advice: name === 'srun' ? 'start it with srun --mpi=pmix or --mpi=pmi2, as that library was built (srun --mpi=list), or name '
      + 'another library in FUZZY_LANDAU_MPI' : 'use the mpirun of that library, or name the library of this launcher in FUZZY_LANDAU_MPI',
  });
}

class MpiRanks implements Ranks {
  readonly rank: number;
  readonly size: number;
  readonly local: number;
  readonly name: string;
  readonly traffic: Traffic = { calls: 0, sent: 0, received: 0, seconds: 0 };
  private readonly functions: MpiFunctions;

  constructor(functions: MpiFunctions, { version }: MpiLibrary, { local = 1 }: Launcher) {
    this.functions = functions;
    this.rank = functions.rank();
    this.size = functions.size();
    this.local = local;
    [this.name] = version.split(',');
  }

  gather(own: Float64Array, lengths: readonly number[]): Float64Array {
    const all = new Float64Array(total(lengths));
    this.counted(own.length, all.length, () => this.functions.gather(own, all, Int32Array.from(lengths), placesOf(lengths)));
    return all;
  }

  exchange(own: Float64Array, lengths: readonly number[], arriving: readonly number[]): Float64Array {
    const got = new Float64Array(total(arriving));
    this.counted(own.length, got.length, () => this.functions.exchange(
      own, Int32Array.from(lengths), placesOf(lengths), got, Int32Array.from(arriving), placesOf(arriving),
    ));
    return got;
  }

  async endTogether(): Promise<boolean> {
    const arrived = this.functions.arrive();
    for (const start = performance.now(); performance.now() - start < patience; await wait(pause)) {
      if (!arrived()) continue;
      this.functions.finalize();
      return true;
    }
    return false;
  }

  abort(code: number): void {
    this.functions.abort(code);
  }

  private counted(sent: number, received: number, work: () => void): void {
    const start = performance.now();
    work();
    this.traffic.calls++;
    this.traffic.sent += 8 * sent;
    this.traffic.received += 8 * received;
    this.traffic.seconds += (performance.now() - start) / 1000;
  }
}

const total = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + length, 0);

function placesOf(lengths: readonly number[]): Int32Array {
  const places = new Int32Array(lengths.length);
  for (let r = 1; r < lengths.length; r++) places[r] = places[r - 1] + lengths[r - 1];
  return places;
}
