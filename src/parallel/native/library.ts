import { createRequire } from 'node:module';
import { NativeUnavailable } from './unavailable.ts';

/** What of koffi is used. */
type Koffi = Pick<typeof import('koffi'), 'load' | 'address'>;

/** A compiled library as one thread sees it, with the memory that its functions work on. */
export interface Library {
  /** A function of `functionText`, which takes unsigned integers below 2^53. */
  bind(name: string): (...integers: number[]) => void;
}

/** The start of the memory and the integers of any function. */
const mostGiven = 16;

/** Memory of this thread alone, at the beginning of a cache line; functions take its address as one of their integers. */
export interface OwnMemory {
  readonly values: Float64Array;
  readonly address: number;
}

export function ownMemory(length: number): OwnMemory {
  const line = 64;
  const whole = new Float64Array(length + line / 8);
  const beyond = (line - (Number(koffi().address(whole)) % line)) % line;
  const values = whole.subarray(beyond / 8, beyond / 8 + length);
  return { values, address: Number(koffi().address(values)) };
}

const require = createRequire(import.meta.url);

/** koffi, which a user may have left out. Throws NativeUnavailable. `find` is handed in by tests. */
export function koffi(find = () => require('koffi') as Koffi): Koffi {
  try {
    return find();
  } catch (cause) {
    throw new NativeUnavailable('the package koffi, which calls them, is not installed or does not work here', 'npm install koffi', cause);
  }
}

/** Opens a library on this thread. Shared memory that grows stays where it is, so its start is asked for once. */
export function openLibrary(path: string, memory: WebAssembly.Memory): Library {
  const { load, address } = koffi();
  const start = Number(address(new Uint8Array(memory.buffer)));
  const library = load(path);
  // No function calls another: one place for what is given will do.
  const given = ownMemory(mostGiven);
  given.values[0] = start;
  return {
    bind(name) {
      const called = library.func(name, 'void', ['uintptr_t']);
      return (...integers) => {
        for (let k = 0; k < integers.length; k++) given.values[k + 1] = integers[k];
        called(given.address);
      };
    },
  };
}
