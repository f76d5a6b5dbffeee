/**
 * V8 (seen up to Node 26) keeps 32 bits of a view's offset, and of the length of what it is a view of, when it clones it for another
 * thread: of a shared memory of 4 GiB or more a view arrives somewhere else, or not at all. Views of wide memories travel as what they
 * are views of, and where.
 */
interface SentView {
  readonly sentView: 'Float64Array' | 'Int32Array';
  readonly buffer: SharedArrayBuffer;
  readonly at: number;
  readonly length: number;
}

/** Plain data with its views of shared memory replaced. What was one object stays one. */
export const packed = (value: unknown): unknown => changed(value, (entry) => {
  if (!(entry instanceof Float64Array || entry instanceof Int32Array) || !(entry.buffer instanceof SharedArrayBuffer)) return undefined;
  const sentView = entry instanceof Float64Array ? 'Float64Array' : 'Int32Array';
  return { sentView, buffer: entry.buffer, at: entry.byteOffset, length: entry.length } satisfies SentView;
});

/** The way back, on the other thread. */
export const unpacked = (value: unknown): unknown => changed(value, (entry) => {
  if (!('sentView' in entry)) return undefined;
  const { sentView, buffer, at, length } = entry as SentView;
  return sentView === 'Float64Array' ? new Float64Array(buffer, at, length) : new Int32Array(buffer, at, length);
});

/** A value in which every object has become what `change` makes of it, or what its entries have become. */
function changed(value: unknown, change: (entry: object) => unknown): unknown {
  const known = new Map<object, unknown>();
  const visit = (entry: unknown): unknown => {
    if (typeof entry !== 'object' || entry === null) return entry;
    if (!known.has(entry)) known.set(entry, change(entry) ?? withEntries(entry, visit));
    return known.get(entry);
  };
  return visit(value);
}

/** The object with other entries, itself where they stay; views, memories and the like have none to be changed. */
function withEntries(object: object, visit: (entry: unknown) => unknown): unknown {
  if (ArrayBuffer.isView(object)) return object;
  const before = Object.entries(object);
  const after = before.map(([key, entry]) => [key, visit(entry)] as const);
  if (after.every(([, entry], k) => entry === before[k][1])) return object;
  return Array.isArray(object) ? after.map(([, entry]) => entry) : Object.fromEntries(after);
}
