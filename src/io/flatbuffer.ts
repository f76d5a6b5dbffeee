/**
 * A table in a FlatBuffers buffer (https://flatbuffers.dev/internals), read with every access checked: on bytes from a
 * damaged file each method either returns or throws a RangeError, and takes time bounded by the size of the buffer.
 */
export class FlatTable {
  private readonly view: DataView;
  private readonly position: number;

  private constructor(view: DataView, position: number) {
    this.view = view;
    this.position = position;
  }

  /** The root table of a buffer. */
  static root(bytes: Uint8Array): FlatTable {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new FlatTable(view, view.getUint32(0, true));
  }

  /** Where field number `slot` lies; undefined when the field has its default. */
  private field(slot: number): number | undefined {
    const vtable = this.position - this.view.getInt32(this.position, true);
    const entry = 4 + 2 * slot;
    if (entry + 2 > this.view.getUint16(vtable, true)) return undefined;
    const offset = this.view.getUint16(vtable + entry, true);
    return offset === 0 ? undefined : this.position + offset;
  }

  uint8(slot: number): number {
    const at = this.field(slot);
    return at === undefined ? 0 : this.view.getUint8(at);
  }

  int16(slot: number): number {
    const at = this.field(slot);
    return at === undefined ? 0 : this.view.getInt16(at, true);
  }

  int32(slot: number): number {
    const at = this.field(slot);
    return at === undefined ? 0 : this.view.getInt32(at, true);
  }

  /** A length or offset: an int64 that must be a whole number a double can hold, and not negative. */
  length(slot: number): number {
    const at = this.field(slot);
    return at === undefined ? 0 : lengthAt(this.view, at);
  }

  string(slot: number): string {
    const { start, count } = this.text(slot);
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, this.view.byteOffset + start, count));
  }

  /** Where the bytes of a string lie in the buffer. */
  text(slot: number): { start: number; count: number } {
    const at = this.field(slot);
    return at === undefined ? { start: 0, count: 0 } : this.vector(at, 1);
  }

  table(slot: number): FlatTable | undefined {
    const at = this.field(slot);
    return at === undefined ? undefined : new FlatTable(this.view, at + this.view.getUint32(at, true));
  }

  tables(slot: number): FlatTable[] {
    const at = this.field(slot);
    if (at === undefined) return [];
    const { start, count } = this.vector(at, 4);
    return Array.from({ length: count }, (_, index) => {
      const entry = start + 4 * index;
      return new FlatTable(this.view, entry + this.view.getUint32(entry, true));
    });
  }

  /** A vector of int64 lengths. */
  lengths(slot: number): number[] {
    const at = this.field(slot);
    if (at === undefined) return [];
    const { start, count } = this.vector(at, 8);
    return Array.from({ length: count }, (_, index) => lengthAt(this.view, start + 8 * index));
  }

  /** A vector of structs that consist of int64 lengths only: the two lengths of each. */
  pairs(slot: number): (readonly [number, number])[] {
    const at = this.field(slot);
    if (at === undefined) return [];
    const { start, count } = this.vector(at, 16);
    return Array.from({ length: count }, (_, index) => {
      const entry = start + 16 * index;
      return [lengthAt(this.view, entry), lengthAt(this.view, entry + 8)] as const;
    });
  }

  private vector(at: number, size: number): { start: number; count: number } {
    const head = at + this.view.getUint32(at, true);
    const count = this.view.getUint32(head, true);
    if (head + 4 + count * size > this.view.byteLength) throw new RangeError('a vector leaves its buffer');
    return { start: head + 4, count };
  }
}

function lengthAt(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (value < 0 || !Number.isSafeInteger(value)) throw new RangeError('a length is out of range');
  return value;
}
