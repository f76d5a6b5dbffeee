import { setFlagsFromString } from 'node:v8';

/** What the engine under us can do for the SIMD kernels. */
export interface Features {
  readonly simd: boolean;
  /** Fused multiply-add (relaxed SIMD). */
  readonly fused: boolean;
  /** Two 128-bit operations joined into one of 256 bits. */
  readonly wide: boolean;
}

/** First Node version whose V8 joins 128-bit operations well. */
const firstWideNode = 24;

/**
 * Switches on what V8 keeps behind flags and reports what there is. The flags are V8's own run-time switches; they
 * concern code that is compiled afterwards. Newer engines have fused operations without a flag.
 */
export function enableFeatures(): Features {
  const fusedInstruction = probe([0xfd, 0x87, 0x02]);
  if (!WebAssembly.validate(fusedInstruction)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const wide = Number(process.versions.node.split('.')[0]) >= firstWideNode && process.arch === 'x64';
  if (wide) setFlagsFromString('--experimental-wasm-revectorize');
  const simd = WebAssembly.validate(probe([0xfd, 0xf0, 0x01]));
  return { simd, fused: simd && WebAssembly.validate(fusedInstruction), wide: simd && wide };
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
