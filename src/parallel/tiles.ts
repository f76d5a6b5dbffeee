/**
 * The schedule of a symmetric pair pass: a round-robin tournament of blocks (circle method). In one round no block
 * plays twice, so tiles of a round may run at the same time, and each block receives its contributions in round order:
 * the floating-point sums do not depend on which thread plays which tile, or on how many threads there are.
 */
export interface Schedule {
  readonly blockLength: number;
  readonly blocks: number;
  /** Tiles in total; tile numbers below `blocks` are the diagonal. */
  readonly tiles: number;
}

/** Blocks long enough to amortise a tile's overhead, short enough to keep several threads busy. Multiple of 8. */
export function schedule(capacity: number): Schedule {
  const blockLength = Math.min(256, Math.max(32, Math.ceil(capacity / 24 / 8) * 8));
  const blocks = Math.max(1, Math.ceil(capacity / blockLength));
  const players = blocks + (blocks % 2);
  return { blockLength, blocks, tiles: blocks + (players - 1) * (players / 2) };
}

export interface Tile {
  /** 0 for the diagonal, then 1 ... players - 1. */
  readonly round: number;
  readonly first: number;
  /** Equal to `first` on the diagonal, or when the block sits this round out. */
  readonly second: number;
}

export function tileAt({ blocks }: Schedule, index: number): Tile {
  if (index < blocks) return { round: 0, first: index, second: index };
  const players = blocks + (blocks % 2);
  const rest = index - blocks;
  const round = Math.floor(rest / (players / 2));
  const table = rest % (players / 2);
  const others = players - 1;
  const home = table === 0 ? others : (round + table) % others;
  const away = table === 0 ? round : (round - table + others) % others;
  const first = Math.min(home, away);
  const second = Math.max(home, away);
  return { round: round + 1, first, second: second >= blocks ? first : second };
}

/**
 * Plays tiles until none is left. Several threads call this with the same shared `counters` (blocks + 2 cells, zeroed
 * before the pass): cell b counts the rounds that block b has played, then come the next tile's number and a stop flag.
 * Tiles are claimed in schedule order, so the oldest unfinished tile never waits for a younger one: no deadlock.
 */
export function playTiles(plan: Schedule, capacity: number, counters: Int32Array, play: (i0: number, i1: number, j0: number, j1: number) => void): void {
  const next = plan.blocks;
  const stop = plan.blocks + 1;
  const bound = (block: number): number => Math.min(capacity, block * plan.blockLength);
  for (;;) {
    const index = Atomics.add(counters, next, 1);
    if (index >= plan.tiles) return;
    const { round, first, second } = tileAt(plan, index);
    if (!awaitRound(counters, first, round, stop) || !awaitRound(counters, second, round, stop)) return;
    if (round === 0 || first !== second) play(bound(first), bound(first + 1), bound(second), bound(second + 1));
    advance(counters, first);
    if (second !== first) advance(counters, second);
  }
}

/** Tells the threads inside playTiles to give up (a worker died). */
export function stopTiles(plan: Schedule, counters: Int32Array): void {
  Atomics.store(counters, plan.blocks + 1, 1);
}

const spins = 2000;
const patienceMilliseconds = 50;

/** Waits until `block` has played `round` rounds; false when told to stop. Spins briefly, then sleeps. */
function awaitRound(counters: Int32Array, block: number, round: number, stop: number): boolean {
  for (let spin = 0; spin < spins; spin++) if (Atomics.load(counters, block) === round) return true;
  for (;;) {
    const played = Atomics.load(counters, block);
    if (played === round) return true;
    if (Atomics.load(counters, stop) !== 0) return false;
    Atomics.wait(counters, block, played, patienceMilliseconds);
  }
}

function advance(counters: Int32Array, block: number): void {
  Atomics.add(counters, block, 1);
  Atomics.notify(counters, block);
}
