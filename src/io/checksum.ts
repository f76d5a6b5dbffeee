import { crc32 } from 'node:zlib';
import { FlatTable } from './flatbuffer.ts';

/**
 * A record batch carries its checksum in the custom metadata of its own message, so that it comes to the disk with the
 * batch, in one write, and other readers pass over it. It is the CRC-32 (as in zlib) of the file's bytes before the
 * first batch, followed by the batch's whole message (prefix, metadata, body) with the eight digits themselves set to
 * '0', in hexadecimal. The head is in it, so that a flipped bit there is found as well, and so is a batch of another file.
 */
export const checksumKey = 'crc32';
export const noChecksum = '00000000';

/** Schema metadata of a table: says that every batch has a checksum, so that one without is damaged, not old. */
export const checksumsAnnounced = { checksum: 'crc32' } as const;

/** Field number of custom_metadata in Arrow's Message.fbs. */
const customMetadata = 4;

/** Where in a message's metadata the digits begin; undefined when it has none. Throws a RangeError for damaged metadata. */
export function checksumPlace(metadata: Uint8Array): number | undefined {
  for (const pair of FlatTable.root(metadata).tables(customMetadata)) {
    if (pair.string(0) !== checksumKey) continue;
    const { start, count } = pair.text(1);
    return count === noChecksum.length ? start : undefined;
  }
  return undefined;
}

/** The CRC-32 of some bytes, or of those behind others whose CRC-32 is `before`. */
export const checksumOf = (bytes: Uint8Array, before = 0): number => crc32(bytes, before);

/** A checksum as its digits. */
export const digitsOf = (checksum: number): string => checksum.toString(16).padStart(noChecksum.length, '0');
