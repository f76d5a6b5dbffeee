import type { Column } from '../contracts.ts';

/** Points of phase space: dx position and dv velocity columns. */
export interface Points {
  readonly position: readonly Column[];
  readonly velocity: readonly Column[];
  /** cos and sin of 2 pi x / length on each axis, where they are kept: they save most of the work of Fourier functions. */
  readonly phase?: readonly { readonly cosine: Column; readonly sine: Column }[];
}

/** Points that one call of the kernels works on. A multiple of 8. */
export const blockLength = 64;

/** Points [start, start + count) that one call of the kernels works on, of a part of all points. */
export interface Block {
  readonly part: number;
  readonly start: number;
  readonly count: number;
}
