import type { BlobSums, CollisionSums, Column, PairPass, PairSums, PointSet, Share } from '../contracts.ts';
import { countOf, firstOf, totalOf } from '../ranks/share.ts';
import type { Arena } from '../state/arena.ts';

/**
 * Sums over points that are shared out among ranks: the points of all ranks come to visit, so that every rank has a whole
 * set, sums as a lone process would, and keeps what its own points receive. Which rows a rank works out is the affair of the
 * sums themselves (`pair-sums.ts`).
 */
export class Visiting {
  private readonly arena: Arena;
  private readonly capacity: number;
  /** Columns for all points, by the names that sets and outputs give them. */
  private readonly rooms = new Map<string, Column[]>();
  private readonly sets = new Map<string, PointSet>();

  /** `capacity`: the most points that all ranks together may come to have. */
  constructor(arena: Arena, capacity: number) {
    this.arena = arena;
    this.capacity = capacity;
  }

  pairs(sums: PairSums): PairSums {
    return { run: (pass) => this.whole(pass, (all) => sums.run(all)) };
  }

  blob(sums: BlobSums): BlobSums {
    return {
      get name() {
        return sums.name;
      },
      density: (pass) => this.whole(pass, (all) => sums.density(all)),
      score: (pass) => this.whole(pass, (all) => sums.score(all)),
    };
  }

  collisions(sums: CollisionSums): CollisionSums {
    return {
      get name() {
        return sums.name;
      },
      collisions: (pass) => this.whole(pass, (all) => sums.collisions(all)),
    };
  }

  /** Runs a pass with the points of all ranks, and takes this rank's rows of what comes out. */
  private async whole<Pass extends PairPass>(pass: Pass, run: (all: Pass) => Promise<void>): Promise<void> {
    const { share } = pass.rows;
    const columns = this.set(pass.columns);
    const rows = pass.rows === pass.columns ? columns : this.set(pass.rows);
    const output = share ? mapColumns(pass.output, (name, { length }) => this.room(name, length)) : pass.output;
    await run({ ...pass, rows, columns, output });
    if (share) mapColumns(pass.output, (name, own) => taken(own, this.room(name, own.length), share));
  }

  /** The points of all ranks; a set that is not shared out is as it is. */
  private set<Points extends PointSet>(own: Points): Points {
    const { share, revision } = own;
    if (share === undefined) return own;
    // The same object every time: sums ask whether the points are still those of the last pass.
    const names = Object.keys(own).join();
    const all = (this.sets.get(names) ?? mapColumns(own, (name, { length }) => this.room(name, length))) as Points;
    this.sets.set(names, all);
    mapColumns(own, (name, columns) => gathered(columns, this.room(name, columns.length), share));
    return Object.assign(all, { count: totalOf(share), revision, share: undefined });
  }

  private room(name: string, count: number): Column[] {
    const known = this.rooms.get(name);
    if (known) return known;
    const fresh = this.arena.columns(count, this.capacity);
    this.rooms.set(name, fresh);
    return fresh;
  }
}

/** A copy of a record whose columns, and lists of columns, are replaced. */
function mapColumns<T extends object>(record: T, replace: (name: string, columns: readonly Column[]) => readonly Column[]): T {
  const entries = Object.entries(record).map(([name, value]: [string, unknown]) => {
    if (value instanceof Float64Array) return [name, replace(name, [value])[0]];
    return [name, Array.isArray(value) ? replace(name, value as Column[]) : value];
  });
  return Object.fromEntries(entries) as T;
}

/** all <- the columns of all ranks, one after the other. */
function gathered(own: readonly Column[], all: readonly Column[], share: Share): readonly Column[] {
  const { ranks, bounds } = share;
  const lengths = bounds.slice(1).map((end, rank) => end - bounds[rank]);
  own.forEach((column, k) => {
    all[k].set(ranks.gather(column.subarray(0, countOf(share)), lengths));
    all[k].fill(0, totalOf(share));
  });
  return all;
}

/** own <- this rank's part of the columns of all. */
function taken(own: readonly Column[], all: readonly Column[], share: Share): readonly Column[] {
  own.forEach((column, k) => {
    column.set(all[k].subarray(firstOf(share), firstOf(share) + countOf(share)));
    column.fill(0, countOf(share));
  });
  return own;
}
