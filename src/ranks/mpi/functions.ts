import type { Handle } from './abi.ts';
import type { MpiLibrary } from './library.ts';
import { Refusal } from '../../refusal.ts';

/** The functions of MPI that ranks need, on the communicator of all of them. */
export interface MpiFunctions {
  /** Starts MPI; false when it was started already. */
  start(): void;
  rank(): number;
  size(): number;
  /** MPI_Allgatherv of doubles. */
  gather(own: Float64Array, all: Float64Array, lengths: Int32Array, places: Int32Array): void;
  /** MPI_Alltoallv of doubles. */
  exchange(own: Float64Array, lengths: Int32Array, places: Int32Array, got: Float64Array, arriving: Int32Array, spots: Int32Array): void;
  /** Says that this rank has come to its end; the answer says whether all have. */
  arrive(): () => boolean;
  finalize(): void;
  abort(code: number): void;
}

/** Binds the functions of a library. What a call answers but 0 is thrown as a Refusal: MPI ends the process by itself otherwise. */
export function bind({ library, abi, file }: MpiLibrary): MpiFunctions {
  const { handleType: handle, commWorld: world, double } = abi;
  const pointer = 'void *';
  const call = (name: string, types: readonly string[]): ((...values: unknown[]) => void) => {
    const f = library.func(name, 'int', [...types]);
    return (...values) => {
      const answer = f(...values) as number;
      if (answer !== 0) throw new Refusal('stopped', `${name} of ${file} answered ${answer}`);
    };
  };
  const counted = [pointer, pointer, pointer, handle];
  const initialise = call('MPI_Init_thread', [pointer, pointer, 'int', pointer]);
  const commRank = call('MPI_Comm_rank', [handle, pointer]);
  const commSize = call('MPI_Comm_size', [handle, pointer]);
  const allgatherv = call('MPI_Allgatherv', [pointer, 'int', handle, ...counted, handle]);
  const alltoallv = call('MPI_Alltoallv', [...counted, ...counted, handle]);
  const duplicate = call('MPI_Comm_dup', [handle, pointer]);
  const barrier = call('MPI_Ibarrier', [handle, pointer]);
  const test = call('MPI_Test', [pointer, pointer, pointer]);
  const finalize = call('MPI_Finalize', []);
  const abort = call('MPI_Abort', [handle, 'int']);

  /** A handle that a function has written. */
  const written = (place: Buffer): Handle => (handle === 'int' ? place.readInt32LE() : place.readBigUInt64LE());
  const number = (ask: (place: Int32Array) => void): number => {
    const place = new Int32Array(1);
    ask(place);
    return place[0];
  };
  let farewell: Handle;
  return {
    start() {
      initialise(null, null, abi.threadFunneled, new Int32Array(1));
      const place = Buffer.alloc(8);
      duplicate(world, place);
      farewell = written(place);
    },
    rank: () => number((place) => commRank(world, place)),
    size: () => number((place) => commSize(world, place)),
    gather: (own, all, lengths, places) => allgatherv(own, own.length, double, all, lengths, places, double, world),
    exchange: (own, lengths, places, got, arriving, spots) =>
      alltoallv(own, lengths, places, double, got, arriving, spots, double, world),
    arrive() {
      const request = Buffer.alloc(8);
      const status = Buffer.alloc(256);
      barrier(farewell, request);
      return () => number((flag) => test(request, flag, status)) !== 0;
    },
    finalize: () => finalize(),
    abort: (code) => abort(world, code),
  };
}
