import { expect, it } from 'vitest';
import { packed, unpacked } from '../../src/threads/wide-views.ts';

const far = 2 ** 32 + 64;

// What structured cloning alone does not do (V8 13.6): of such a buffer it keeps 32 bits of offset and length.
it('views of more than 4 GiB reach another thread where they are, on both sides of the first 4; one object stays one', () => {
  // Pages that are never touched cost addresses only.
  const buffer = new SharedArrayBuffer(far + 1024);
  const column = new Float64Array(buffer, far, 8).fill(3);
  const near = new Int32Array(buffer, 2 ** 31, 8).fill(5);
  const task = { rows: { column }, list: [column, near], text: 'pass', none: null, memory: buffer };
  const sent = { columns: task.rows, ...task };
  const got = unpacked(structuredClone(packed(sent))) as typeof sent;
  expect(got.list[0].byteOffset).toBe(far);
  expect([...got.rows.column]).toEqual([...column]);
  expect([...got.list[1]]).toEqual([...near]);
  expect(got.columns).toBe(got.rows);
  got.rows.column[0] = 7;
  expect(column[0]).toBe(7);
});

it('what holds no view of shared memory is sent as it is', () => {
  const task = { view: new Float64Array(8), list: [1, 2], name: 'pass' };
  expect(packed(task)).toBe(task);
  expect(unpacked(task)).toBe(task);
});
