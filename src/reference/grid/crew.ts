import { firstCell, meet, meetingCells } from '../../threads/cells.ts';

/**
 * The threads that solve one problem together. Every member runs the same program on shared arrays, does its own share
 * of the parts (velocity slabs, transforms), and waits where it needs what the others have done. Parts are computed
 * alike whoever owns them, so the number of members does not change a bit of the results.
 */
export interface Crew {
  readonly index: number;
  readonly count: number;
  /** Returns when every member has called it. Throws when the crew is told to stop. */
  wait(): void;
  /** An array of zeros common to all; every member asks for the same arrays and tables in the same order. */
  array(length: number): Float64Array;
  /** A constant table common to all, made by the first who asks. */
  table(make: () => Float64Array): Float64Array;
}

/** Parts from ... to - 1 of `total` are this member's. */
export function share({ index, count }: Crew, total: number): readonly [from: number, to: number] {
  return [Math.floor((total * index) / count), Math.floor((total * (index + 1)) / count)];
}

/** The calling thread by itself. */
export function alone(): Crew {
  return { index: 0, count: 1, wait: () => {}, array: (length) => new Float64Array(length), table: (make) => make() };
}

const shared = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));

/** The calling thread by itself, on arrays that a crew of workers can join; it works while they rest. */
export interface Founder extends Crew {
  /** Arrays and tables in the order they were asked for. */
  readonly arrays: readonly Float64Array[];
  readonly tables: readonly Float64Array[];
}

/** `known`: tables of another founder with the same program. */
export function founder(known: readonly Float64Array[] = []): Founder {
  const arrays: Float64Array[] = [];
  const tables: Float64Array[] = [];
  const keep = (array: Float64Array): Float64Array => {
    arrays.push(array);
    return array;
  };
  return {
    ...alone(),
    arrays,
    tables,
    array: (length) => keep(shared(length)),
    table: (make) => {
      let table = known[tables.length];
      if (!table) {
        const values = make();
        table = shared(values.length);
        table.set(values);
      }
      tables.push(table);
      return keep(table);
    },
  };
}

/** Cells (Int32, shared) of a crew. */
export const crewCells = firstCell + meetingCells;

/** Member `index` of `count` on the founder's arrays. */
export function member(cells: Int32Array, index: number, count: number, arrays: readonly Float64Array[]): Crew {
  let asked = 0;
  return {
    index,
    count,
    wait() {
      if (!meet(cells, firstCell, count)) throw new Error('another thread failed');
    },
    array: () => arrays[asked++],
    table: () => arrays[asked++],
  };
}

/** One number for each part, put together in the order of the parts. */
export class Tally {
  private readonly crew: Crew;
  private readonly values: Float64Array;

  constructor(crew: Crew, parts: number) {
    this.crew = crew;
    this.values = crew.array(parts);
  }

  sum(of: (part: number) => number): number {
    this.fill(of);
    return this.values.reduce((sum, value) => sum + value, 0);
  }

  /** The largest of the numbers and 0. */
  largest(of: (part: number) => number): number {
    this.fill(of);
    return this.values.reduce((largest, value) => (value > largest ? value : largest), 0);
  }

  /** The first wait keeps the last call's numbers until all have read them. */
  private fill(of: (part: number) => number): void {
    const { crew, values } = this;
    const [from, to] = share(crew, values.length);
    crew.wait();
    for (let part = from; part < to; part++) values[part] = of(part);
    crew.wait();
  }
}
