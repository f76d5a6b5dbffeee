import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/refusal.ts';
import { firstCell, meet, meetingCells, stop, waitFor } from '../../src/threads/cells.ts';
import type { Threads } from '../../src/threads/threads.ts';
import { openThreads, WorkerFailure } from '../../src/threads/worker-threads.ts';
import { exampleWork, type ExampleTask } from './example-work.ts';

const cellsOf = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));
const task = (numbers: number, fate?: ExampleTask['fate']): ExampleTask => ({ cells: cellsOf(firstCell + 2), numbers, fate });

let threads: Threads;
afterEach(() => threads.close());

const open = (count: number, setup = 'a setup') => {
  threads = openThreads(count);
  return threads.open(exampleWork, { setup, threads: threads.count });
};

describe.each([0, 1, 3])('with %i worker threads', (count) => {
  it('every thread does its share of a task, at a place of its own, with the setup that it got once', async () => {
    const work = open(count);
    for (let round = 0; round < 3; round++) {
      const answers = await work.run(task(1000));
      expect(answers.map(({ place }) => place).sort()).toEqual(Array.from({ length: threads.count }, (_, place) => place));
      expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(threads.count);
      expect(answers.flatMap(({ claimed }) => claimed).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, k) => k));
      if (count > 0) for (const answer of answers) expect(answer).toMatchObject({ setup: 'a setup', opened: 1 });
    }
  });

  it('kinds of work can be added while others are at work, and keep to their own setup', async () => {
    const first = open(count);
    const early = first.run(task(10));
    const second = threads.open(exampleWork, { setup: 'another', threads: threads.count });
    const [late, [answer]] = await Promise.all([second.run(task(10)), early]);
    expect(answer.setup).toBe('a setup');
    for (const { setup } of late) expect(setup).toBe('another');
    expect((await first.run(task(1)))[0].setup).toBe('a setup');
  });
});

describe('when a share fails while the others wait for it', () => {
  it('an error that it met is thrown as it is: a bug of ours', async () => {
    const error: unknown = await open(3).run(task(10, 'throws')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'a bug of ours' });
  });

  it('too deep a recursion is a bug of ours too', async () => {
    await expect(open(3).run(task(10, 'overflows'))).rejects.toThrow(RangeError);
  });

  it('a Refusal stays one, whose message is all that the user sees', async () => {
    const error: unknown = await open(3).run(task(10, 'refuses')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Refusal);
    expect(error).not.toBeInstanceOf(WorkerFailure);
    expect(error).toMatchObject({ kind: 'stopped', message: 'it cannot be' });
  });

  it('a thread that exits is lost: a WorkerFailure', async () => {
    const run = open(3).run(task(10, 'exits'));
    await expect(run).rejects.toThrow(WorkerFailure);
    await expect(run).rejects.toThrow(/^a worker thread failed: /);
  });

  it('a thread that cannot be made ready fails the first task, with its reason', async () => {
    const run = open(2, 'impossible').run(task(1));
    await expect(run).rejects.toThrow(Refusal);
    await expect(run).rejects.toThrow('this thread cannot be made ready');
  });

  it('after a thread was lost every task fails: its replacement knows nothing of the work', async () => {
    const work = open(2);
    await expect(work.run(task(10, 'exits'))).rejects.toThrow(WorkerFailure);
    await expect(work.run(task(10))).rejects.toThrow(WorkerFailure);
  });
});

describe('cells', () => {
  it('a wait ends when the counter is there, or the stop word is given', () => {
    threads = openThreads(0);
    const cells = cellsOf(firstCell + 1);
    expect(waitFor(cells, firstCell, (value) => value === 0)).toBe(true);
    stop(cells);
    expect(waitFor(cells, firstCell, (value) => value === 1)).toBe(false);
  });

  it('one thread meets itself, as often as it likes', () => {
    threads = openThreads(0);
    const cells = cellsOf(firstCell + meetingCells);
    for (let k = 0; k < 3; k++) expect(meet(cells, firstCell, 1)).toBe(true);
    stop(cells);
    expect(meet(cells, firstCell, 2)).toBe(false);
  });
});
