import { describeTable, readBatches } from '../arrow-reader.ts';

const rowsAtOnce = 8192;

/** A table as RFC 4180 text, head line first; every number in the shortest form that reads back to the same double. */
export function* csv(path: string): Generator<Uint8Array> {
  const { specs } = describeTable(path);
  yield Buffer.from(`${specs.map(({ name }) => quoted(name)).join()}\r\n`);
  for (const { rows, columns } of readBatches(path)) {
    for (let from = 0; from < rows; from += rowsAtOnce) {
      let text = '';
      for (let row = from; row < Math.min(rows, from + rowsAtOnce); row++) {
        text += `${specs.map(({ name }) => columns[name][row]).join()}\r\n`;
      }
      yield Buffer.from(text);
    }
  }
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
