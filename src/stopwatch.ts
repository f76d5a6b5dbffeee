/**
 * What the time of a run goes to. `start`: particles, kernels, the choice of the score, the first look. `score` and `collisions`:
 * those of the steps, by whatever sums; those that a mesh does are `mesh`. `solver`: the scheme's own vectors, transport, remaps.
 * `checks`: of the mesh and of the conserved quantities. `output`: diagnostics and what they ask for, snapshots, checkpoints.
 * `waiting`: threads that wait for each other or for work, and ranks for each other, in steps.
 */
export const timedParts = ['start', 'score', 'collisions', 'mesh', 'solver', 'checks', 'output', 'waiting'] as const;
export type TimedPart = (typeof timedParts)[number];

/** What is done within these is theirs, whatever it is. */
const whole: readonly TimedPart[] = ['start', 'checks', 'output'];

/** Shares the time of one run out among its parts: what belongs to two of them belongs to the inner one. One thing goes on at a time. */
export class Stopwatch {
  private readonly began = performance.now();
  private readonly spent = new Map<TimedPart, number>();
  private readonly open: TimedPart[] = ['start'];
  private readonly idle: (() => number)[] = [];
  private last = this.began;
  private waited = 0;

  /** The part that goes on where nothing else is said, from now on. */
  begin(part: TimedPart): void {
    this.charge();
    this.open[0] = part;
  }

  /** `seconds` says how much time has been waited so far, in all. */
  heeds(seconds: () => number): void {
    this.charge();
    this.idle.push(seconds);
    this.waited = this.waitedSoFar();
  }

  /** Has the time of `work` charged to a part, but for what it charges to others; to the end of a promise that it returns. */
  during<T>(part: TimedPart, work: () => T): T {
    this.enter(part);
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.leave();
      throw error;
    }
    if (result instanceof Promise) return result.finally(() => this.leave()) as T;
    this.leave();
    return result;
  }

  /** Seconds of each part so far, and of all together since this was made. */
  read(): { readonly seconds: number; readonly parts: Readonly<Record<TimedPart, number>> } {
    this.charge();
    const parts = Object.fromEntries(timedParts.map((part) => [part, (this.spent.get(part) ?? 0) / 1000]));
    return { seconds: (this.last - this.began) / 1000, parts: parts as Record<TimedPart, number> };
  }

  private enter(part: TimedPart): void {
    this.charge();
    const outer = this.open[this.open.length - 1];
    this.open.push(whole.includes(outer) ? outer : part);
  }

  private leave(): void {
    this.charge();
    this.open.pop();
  }

  /** Charges what has gone by to the part that went on. */
  private charge(): void {
    const now = performance.now();
    const waited = this.waitedSoFar();
    const part = this.open[this.open.length - 1];
    const passed = now - this.last;
    const idle = whole.includes(part) ? 0 : Math.min(passed, Math.max(0, waited - this.waited));
    this.add(part, passed - idle);
    this.add('waiting', idle);
    this.last = now;
    this.waited = waited;
  }

  private waitedSoFar(): number {
    return 1000 * this.idle.reduce((sum, seconds) => sum + seconds(), 0);
  }

  private add(part: TimedPart, milliseconds: number): void {
    this.spent.set(part, (this.spent.get(part) ?? 0) + milliseconds);
  }
}

/** Has the time of some methods of an object charged to a part, wherever they are called from; returns the object. */
export function timed<Name extends string, T extends { readonly [K in Name]: (...given: never[]) => unknown }>(
  watch: Stopwatch, part: TimedPart, object: T, names: readonly Name[],
): T {
  for (const name of names) {
    const method = object[name].bind(object) as (...given: unknown[]) => unknown;
    Object.assign(object, { [name]: (...given: unknown[]) => watch.during(part, () => method(...given)) });
  }
  return object;
}
