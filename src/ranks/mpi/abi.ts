import type { LibraryHandle } from 'koffi';

/** A handle as a function of the library takes it: a pointer, or an int where the type says so. */
export type Handle = unknown;

/** What one binary interface of MPI calls the things that ranks need. */
export interface MpiAbi {
  readonly name: string;
  /** C type of communicators, data types and requests. */
  readonly handleType: 'void *' | 'int';
  readonly commWorld: Handle;
  readonly double: Handle;
  /** MPI_THREAD_FUNNELED: the thread that starts MPI is the one that calls it. */
  readonly threadFunneled: number;
}

/** An interface, and how it is known by the library and its words. */
export interface AbiKind {
  readonly name: string;
  /** Names of the library to try, in this order. */
  readonly files: readonly string[];
  fits(library: LibraryHandle, version: string): boolean;
  open(library: LibraryHandle): MpiAbi;
}
