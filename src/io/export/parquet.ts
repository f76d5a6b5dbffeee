import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { describeTable, readBatches, type BatchRead } from '../arrow-reader.ts';

/** Record batches shorter than this share a row group; row groups of one row would make a file of nothing but heads. */
const rowsAtLeast = 65_536;

/** A table as an Apache Parquet file, uncompressed, with the metadata of the Arrow schema. */
export function* parquet(path: string): Generator<Uint8Array> {
  const { specs, metadata } = describeTable(path);
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    codec: 'UNCOMPRESSED',
    createdBy: 'fuzzy-landau',
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    schema: [
      { name: 'root', num_children: specs.length },
      ...specs.map(({ name, type }) => ({
        name, type: ({ float64: 'DOUBLE', float32: 'FLOAT', int32: 'INT32' } as const)[type], repetition_type: 'REQUIRED' as const,
      })),
    ],
  });
  for (const group of rowGroups(readBatches(path))) {
    const columnData = specs.map(({ name, type }) =>
      ({ name, data: type === 'int32' ? Int32Array.from(group[name]) : group[name] }));
    writer.write({ columnData, rowGroupSize: 2 * rowsAtLeast });
    yield taken(bytes);
  }
  writer.finish();
  yield taken(bytes);
}

/** The bytes written since the last call; the buffer is free for reuse when the next ones are asked for. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes();
  writer.index = 0;
  return bytes;
}

/** Joins neighbouring batches until there are enough rows. */
function* rowGroups(batches: Iterable<BatchRead>): Generator<Record<string, Float64Array>> {
  let waiting: BatchRead[] = [];
  let rows = 0;
  for (const batch of batches) {
    waiting.push(batch);
    rows += batch.rows;
    if (rows < rowsAtLeast) continue;
    yield joined(waiting, rows);
    waiting = [];
    rows = 0;
  }
  if (rows > 0) yield joined(waiting, rows);
}

function joined(batches: readonly BatchRead[], rows: number): Record<string, Float64Array> {
  return Object.fromEntries(Object.keys(batches[0].columns).map((name) => {
    const column = new Float64Array(rows);
    let at = 0;
    for (const batch of batches) {
      column.set(batch.columns[name], at);
      at += batch.rows;
    }
    return [name, column];
  }));
}
