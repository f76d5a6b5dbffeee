import { expect, it } from 'vitest';
import { packed, unpacked } from '../../src/threads/far-views.ts';

const far = 2 ** 32 + 64;

it('a view beyond 4 GiB reaches another thread where it is, which structured cloning alone does not do; one object stays one', () => {
  // Pages that are never touched cost addresses only.
  const buffer = new SharedArrayBuffer(far + 1024);
  const column = new Float64Array(buffer, far, 8).fill(3);
  const near = new Int32Array(buffer, 64, 8).fill(5);
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

it('what lies in the first 4 GiB is sent as it is', () => {
  const task = { view: new Float64Array(new SharedArrayBuffer(64)), list: [1, 2], name: 'pass' };
  expect(packed(task)).toBe(task);
  expect(unpacked(task)).toBe(task);
});
