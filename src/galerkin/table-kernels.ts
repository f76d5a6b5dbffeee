import { hermiteTable } from './hermite.ts';
import { blockLength } from './points.ts';

/** What the tables of a basis are made with, in some backend; rows have blockLength entries, and the plain ones are the law. */
export interface TableKernels {
  /** he_0 ... he_degree of each row of `c`, one table after another; `roots` holds sqrt(n), 1/sqrt(n+1) for n = 1, 2, ... */
  hermite(c: Float64Array, degree: number, roots: Float64Array, table: Float64Array): void;
  /** 1, sqrt2 cos, sqrt2 sin, sqrt2 cos of the double angle, ... as many as `table` has rows, from the rows cos and sin. */
  fourier(cosine: Float64Array, sine: Float64Array, table: Float64Array): void;
  /** memory row target = row a * row b for triples of rows, each given by its offset in entries. */
  multiplyRows(memory: Float64Array, program: Int32Array): void;
}

export const loopTableKernels: TableKernels = {
  hermite(c, degree, _roots, table) {
    const each = (degree + 1) * blockLength;
    for (let d = 0; d * blockLength < c.length; d++) {
      hermiteTable(c.subarray(d * blockLength), blockLength, degree, blockLength, table.subarray(d * each));
    }
  },
  fourier(cosines, sines, table) {
    const last = table.length / blockLength - 1;
    for (let i = 0; i < blockLength; i++) {
      table[i] = 1;
      let cosine = 1, sine = 0;
      for (let n = 1; n <= last; n += 2) {
        const next = cosine * cosines[i] - sine * sines[i];
        sine = sine * cosines[i] + cosine * sines[i];
        cosine = next;
        table[n * blockLength + i] = Math.SQRT2 * cosine;
        if (n < last) table[(n + 1) * blockLength + i] = Math.SQRT2 * sine;
      }
    }
  },
  multiplyRows(memory, program) {
    for (let t = 0; t < program.length; t += 3) {
      const to = program[t], a = program[t + 1], b = program[t + 2];
      for (let i = 0; i < blockLength; i++) memory[to + i] = memory[a + i] * memory[b + i];
    }
  },
};
