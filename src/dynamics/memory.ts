import type { Memory } from '../contracts.ts';

/** A memory inside another one: its vectors with `prefix` before their names. */
export const within = (prefix: string, memory: Memory = {}): Memory =>
  Object.fromEntries(Object.entries(memory).map(([name, vector]) => [prefix + name, vector]));

/** The memory that was put inside another one with `prefix`. */
export const takenOut = (prefix: string, memory: Memory): Memory =>
  Object.fromEntries(
    Object.entries(memory).filter(([name]) => name.startsWith(prefix)).map(([name, vector]) => [name.slice(prefix.length), vector]),
  );
