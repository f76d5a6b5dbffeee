// Started by checkpoint.test.ts: replaces one checkpoint over and over until it is killed.
import { writeCheckpoint } from '../../src/io/checkpoint.ts';

for (let number = 0; ; number++) {
  writeCheckpoint(process.argv[2], { header: number, columns: { all: new Float64Array(100_000).fill(number) } });
}
