import { advance, claim, firstCell, waitFor } from '../threads/cells.ts';

/**
 * The schedule of a symmetric pair pass: a round-robin tournament of blocks (circle method). In one round no block
 * plays twice, so tiles of a round may run at the same time, and each block receives its contributions in round order:
 * the floating-point sums do not depend on which thread plays which tile, or on how many threads there are.
 */
export interface Schedule {
  /** Entries of the columns that take part, a multiple of 8. */
  readonly length: number;
  readonly blockLength: number;
  readonly blocks: number;
  /** Tiles in total; tile numbers below `blocks` are the diagonal. */
  readonly tiles: number;
}

/** Blocks long enough to amortise a tile's overhead, short enough to keep several threads busy. Multiple of 8. */
export function schedule(length: number): Schedule {
  const blockLength = Math.min(256, Math.max(32, Math.ceil(length / 24 / 8) * 8));
  const blocks = Math.max(1, Math.ceil(length / blockLength));
  const players = blocks + (blocks % 2);
  return { length, blockLength, blocks, tiles: blocks + (players - 1) * (players / 2) };
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

const nextTile = firstCell;
const firstRound = firstCell + 1;

/** Plays rows i0 ... i1 - 1 against rows j0 ... j1 - 1. */
type Play = (i0: number, i1: number, j0: number, j1: number) => void;

/** Cells that a schedule needs. */
export const tileCells = ({ blocks }: Schedule): number => firstRound + blocks;

/**
 * Plays tiles until none is left. Several threads call this with the same `cells`, which count the tiles that have been
 * claimed, then the rounds that each block has played. Tiles are claimed in schedule order, so the oldest unfinished tile
 * never waits for a younger one: no deadlock.
 */
export function playTiles(plan: Schedule, cells: Int32Array, play: Play): void {
  const bound = (block: number): number => Math.min(plan.length, block * plan.blockLength);
  for (let index = claim(cells, nextTile); index < plan.tiles; index = claim(cells, nextTile)) {
    const { round, first, second } = tileAt(plan, index);
    const itsTurn = (played: number): boolean => played === round;
    if (!waitFor(cells, firstRound + first, itsTurn) || !waitFor(cells, firstRound + second, itsTurn)) return;
    if (round === 0 || first !== second) play(bound(first), bound(first + 1), bound(second), bound(second + 1));
    advance(cells, firstRound + first);
    if (second !== first) advance(cells, firstRound + second);
  }
}
