import { setFlagsFromString } from 'node:v8';

/** What the engine under us can do for the SIMD kernels. */
export interface Features {
  readonly simd: boolean;
  /** Fused multiply-add (relaxed SIMD). */
  readonly fused: boolean;
  /** Two 128-bit operations joined into one of 256 bits. */
  readonly joined: boolean;
}

const nodeVersion = Number(process.versions.node.split('.')[0]);
/** First Node version whose V8 joins 128-bit operations well, and the first that can be told to optimise at once. */
const firstJoining = 24;
const firstTieringNow = 22;

/**
 * Reports what there is, and switches on fused operations where V8 keeps them behind a flag (its own run-time switch;
 * it concerns modules that are read afterwards). Newer engines have them without.
 */
export function enableFeatures(): Features {
  const fusedInstruction = probe([0xfd, 0x87, 0x02]);
  if (!WebAssembly.validate(fusedInstruction)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const simd = WebAssembly.validate(probe([0xfd, 0xf0, 0x01]));
  return {
    simd,
    fused: simd && WebAssembly.validate(fusedInstruction),
    joined: simd && nodeVersion >= firstJoining && process.arch === 'x64',
  };
}

/**
 * Compiles a module of kernels to its final machine code. Left alone, V8 starts with a quick compiler and puts
 * optimised code in its place while the run goes on: then what was compared with the plain loops is not what computes.
 * `warm` calls every function of the module a few times on nothing. All happens in one synchronous stretch, after which
 * the switches are back at their defaults, so that no other WebAssembly of the process is compiled in an unusual way.
 * Worker threads share the code.
 */
export function compileOptimised(
  bytes: Uint8Array<ArrayBuffer>,
  joined: boolean,
  warm: (module: WebAssembly.Module) => void,
): WebAssembly.Module {
  const switches = [
    ...(joined ? [['--experimental-wasm-revectorize', '--no-experimental-wasm-revectorize']] : []),
    ...(nodeVersion >= firstTieringNow
      ? [['--wasm-sync-tier-up', '--no-wasm-sync-tier-up'], ['--wasm-tiering-budget=1', '--wasm-tiering-budget=13000000']]
      : [['--no-liftoff', '--liftoff']]),
  ];
  for (const [on] of switches) setFlagsFromString(on);
  try {
    const module = new WebAssembly.Module(bytes);
    warm(module);
    return module;
  } finally {
    for (const [, off] of switches) setFlagsFromString(off);
  }
}

/** A module with one function of three vectors that applies one instruction (f64x2.add or f64x2.relaxed_madd). */
function probe(instruction: readonly number[]): Uint8Array<ArrayBuffer> {
  const vector = 0x7b;
  const operands = instruction[1] === 0xf0 ? 2 : 3;
  const type = [0x60, operands, ...Array.from({ length: operands }, () => vector), 1, vector];
  const gets = Array.from({ length: operands }, (_, index) => [0x20, index]).flat();
  const body = [0, ...gets, ...instruction, 0x0b];
  return Uint8Array.from([
    0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    1, type.length + 1, 1, ...type,
    3, 2, 1, 0,
    10, body.length + 2, 1, body.length, ...body,
  ]);
}
