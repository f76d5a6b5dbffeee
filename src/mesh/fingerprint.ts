import type { Column } from '../contracts.ts';

/** A 64-bit mark of the columns' contents (two FNV-type streams): tells whether points are those of the last pass. */
export function fingerprint(columns: readonly Column[]): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (const column of columns) {
    const words = new Int32Array(column.buffer, column.byteOffset, 2 * column.length);
    for (let i = 0; i < words.length; i++) {
      a = Math.imul(a ^ words[i], 0x01000193);
      b = Math.imul(b ^ words[i], 0x85ebca6b) ^ (b >>> 15);
    }
  }
  return `${a >>> 0}:${b >>> 0}`;
}
