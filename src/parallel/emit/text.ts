/** Pieces of text that generators of WebAssembly and of C share. */

/** 0, 1, ..., n - 1. */
export const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

export const get = (name: string): string => `(local.get $${name})`;
export const set = (name: string, value: string): string => `(local.set $${name} ${value})`;

export const indent = (lines: readonly string[], depth: number): string => lines.map((line) => ' '.repeat(depth) + line).join('\n');
