// Started by faults.test.ts: appends to a table until it is killed or the system refuses; then says what it was told.
import { FileError } from '../../src/io/file-error.ts';
import { createTable } from '../../src/io/arrow-writer.ts';
import { batch, columns, metadata } from './tables.ts';

const table = createTable(process.argv[2], columns, metadata);
const most = Number(process.argv[3] ?? Infinity);
try {
  for (let k = 0; k < most; k++) table.append(batch(k % 300));
} catch (error) {
  if (!(error instanceof FileError)) throw error;
  process.stdout.write(JSON.stringify({ message: error.message, batches: table.batches }));
}
