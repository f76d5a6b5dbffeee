import { ArrowEncoder } from './arrow-encoder.ts';
import { specOf } from './arrow-reader.ts';
import { withFile, type ArrowScan } from './arrow-scan.ts';
import { readFully } from './disk.ts';

/** The encoder that wrote a file, its head behind it; undefined when the file's head is not as we would write it. */
export function ownEncoder({ path, schema, head, recoverable }: ArrowScan): ArrowEncoder | undefined {
  if (!recoverable) return undefined;
  const encoder = new ArrowEncoder(schema.columns.map(specOf), schema.metadata);
  const ours = Buffer.concat(encoder.head());
  const found = Buffer.alloc(head);
  withFile(path, (descriptor) => readFully(descriptor, found, 0));
  return ours.equals(found) ? encoder : undefined;
}
