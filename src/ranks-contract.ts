/** The nouns of a run that many processes share. No code. */

/**
 * The processes of one run, each with a part of its particles. All of them do the same in the same order: what is decided
 * is decided from numbers that all have. Whatever waits, waits for all; every call blocks the thread.
 */
export interface Ranks {
  /** This process, 0 ... size - 1. */
  readonly rank: number;
  readonly size: number;
  /** Ranks on this machine, this one among them; they share its cores. */
  readonly local: number;
  /** By what they talk, for people. */
  readonly name: string;
  /** The numbers of all ranks one after the other; rank r hands in `lengths[r]` of them. */
  gather(own: Float64Array, lengths: readonly number[]): Float64Array;
  /** Sends `lengths[r]` numbers of `own`, one piece after the other, to rank r; what came from rank 0, 1, ... `arriving[r]` from r. */
  exchange(own: Float64Array, lengths: readonly number[], arriving: readonly number[]): Float64Array;
  /** True when all ranks come to their end within some seconds: then none has been left waiting for this one. */
  endTogether(): Promise<boolean>;
  /** Ends all ranks at once, wherever they are, with this exit code. */
  abort(code: number): void;
  /** What has gone over the wire. */
  readonly traffic: Traffic;
}

/** What one rank has said to the others so far. */
export interface Traffic {
  /** Calls in which all ranks took part. */
  calls: number;
  /** Bytes that this rank handed in and got, its own among them. */
  sent: number;
  received: number;
  /** Wall seconds in these calls, waiting included. */
  seconds: number;
}

/** How numbered items (particles, nodes) are shared out among ranks: contiguous, whole blocks, in order. */
export interface Share {
  readonly ranks: Ranks;
  /** bounds[r] is the number of the first item of rank r; the last entry is how many there are. */
  readonly bounds: readonly number[];
}
