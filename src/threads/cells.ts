/**
 * What threads that work on one task have in common: Int32 cells in shared memory, zero at the start of the task. The
 * first is the stop word; the task decides what the others count.
 */
export const stopWord = 0;
export const firstCell = 1;

const spins = 2000;
const patienceMilliseconds = 20;

/** The next number of a counter, 0 first; no two threads get the same one. */
export const claim = (cells: Int32Array, cell: number): number => Atomics.add(cells, cell, 1);

/** Adds 1 to a counter and wakes those who wait for it. */
export function advance(cells: Int32Array, cell: number): void {
  Atomics.add(cells, cell, 1);
  Atomics.notify(cells, cell);
}

/** Makes all threads give up that wait, now or later. */
export function stop(cells: Int32Array): void {
  Atomics.store(cells, stopWord, 1);
}

/** Waits until a counter has `reached` what is wanted; false when told to stop. Spins briefly, then sleeps. */
export function waitFor(cells: Int32Array, cell: number, reached: (value: number) => boolean): boolean {
  for (let spin = 0; spin < spins; spin++) if (reached(Atomics.load(cells, cell))) return true;
  for (;;) {
    const value = Atomics.load(cells, cell);
    if (reached(value)) return true;
    if (Atomics.load(cells, stopWord) !== 0) return false;
    Atomics.wait(cells, cell, value, patienceMilliseconds);
  }
}

/** Cells of a meeting point: threads that wait there, meetings so far. */
export const meetingCells = 2;

/** True when all `count` threads have come to the meeting point at `cell`, false when told to stop; to be used again. */
export function meet(cells: Int32Array, cell: number, count: number): boolean {
  const met = cell + 1;
  const meeting = Atomics.load(cells, met);
  if (Atomics.add(cells, cell, 1) < count - 1) return waitFor(cells, met, (value) => value !== meeting);
  Atomics.store(cells, cell, 0);
  advance(cells, met);
  return true;
}
