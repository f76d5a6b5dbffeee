import wabt from 'wabt';

/**
 * The inner product of the Fourier derivative in SIMD: for four lines at once, with `half` even,
 *   low_i = sum_j fromOdd_ij odd_j + fromEven_ij even_j,   high_i = sum_j fromOdd_ij odd_j - fromEven_ij even_j.
 * Matrices are half by half, row by row; even, odd, low and high hold four neighbouring lanes per entry. Two rows share
 * each load of a lane.
 */
const text = `(module
  (import "host" "memory" (memory 1))
  (func (export "product") (param $half i32) (param $fromEven i32) (param $fromOdd i32) (param $even i32) (param $odd i32)
    (param $low i32) (param $high i32)
    (local $row i32) (local $end i32) (local $next i32) (local $e i32) (local $o i32) (local $stop i32)
    (local $x v128) (local $y v128) (local $a v128) (local $b v128)
    (local $e0 v128) (local $e1 v128) (local $f0 v128) (local $f1 v128)
    (local $o0 v128) (local $o1 v128) (local $p0 v128) (local $p1 v128)
    (local.set $next (i32.shl (local.get $half) (i32.const 3)))
    (local.set $stop (i32.add (local.get $even) (i32.shl (local.get $half) (i32.const 5))))
    (local.set $end (local.get $half))
    (loop $rows
      (local.set $e0 (v128.const i64x2 0 0)) (local.set $e1 (v128.const i64x2 0 0))
      (local.set $f0 (v128.const i64x2 0 0)) (local.set $f1 (v128.const i64x2 0 0))
      (local.set $o0 (v128.const i64x2 0 0)) (local.set $o1 (v128.const i64x2 0 0))
      (local.set $p0 (v128.const i64x2 0 0)) (local.set $p1 (v128.const i64x2 0 0))
      (local.set $e (local.get $even))
      (local.set $o (local.get $odd))
      (loop $columns
        (local.set $x (v128.load (local.get $e)))
        (local.set $y (v128.load offset=16 (local.get $e)))
        (local.set $a (v128.load64_splat (local.get $fromEven)))
        (local.set $b (v128.load64_splat (i32.add (local.get $fromEven) (local.get $next))))
        (local.set $e0 (f64x2.add (local.get $e0) (f64x2.mul (local.get $a) (local.get $x))))
        (local.set $e1 (f64x2.add (local.get $e1) (f64x2.mul (local.get $a) (local.get $y))))
        (local.set $f0 (f64x2.add (local.get $f0) (f64x2.mul (local.get $b) (local.get $x))))
        (local.set $f1 (f64x2.add (local.get $f1) (f64x2.mul (local.get $b) (local.get $y))))
        (local.set $x (v128.load (local.get $o)))
        (local.set $y (v128.load offset=16 (local.get $o)))
        (local.set $a (v128.load64_splat (local.get $fromOdd)))
        (local.set $b (v128.load64_splat (i32.add (local.get $fromOdd) (local.get $next))))
        (local.set $o0 (f64x2.add (local.get $o0) (f64x2.mul (local.get $a) (local.get $x))))
        (local.set $o1 (f64x2.add (local.get $o1) (f64x2.mul (local.get $a) (local.get $y))))
        (local.set $p0 (f64x2.add (local.get $p0) (f64x2.mul (local.get $b) (local.get $x))))
        (local.set $p1 (f64x2.add (local.get $p1) (f64x2.mul (local.get $b) (local.get $y))))
        (local.set $fromEven (i32.add (local.get $fromEven) (i32.const 8)))
        (local.set $fromOdd (i32.add (local.get $fromOdd) (i32.const 8)))
        (local.set $o (i32.add (local.get $o) (i32.const 32)))
        (br_if $columns (i32.lt_u (local.tee $e (i32.add (local.get $e) (i32.const 32))) (local.get $stop))))
      (v128.store (local.get $low) (f64x2.add (local.get $o0) (local.get $e0)))
      (v128.store offset=16 (local.get $low) (f64x2.add (local.get $o1) (local.get $e1)))
      (v128.store offset=32 (local.get $low) (f64x2.add (local.get $p0) (local.get $f0)))
      (v128.store offset=48 (local.get $low) (f64x2.add (local.get $p1) (local.get $f1)))
      (v128.store (local.get $high) (f64x2.sub (local.get $o0) (local.get $e0)))
      (v128.store offset=16 (local.get $high) (f64x2.sub (local.get $o1) (local.get $e1)))
      (v128.store offset=32 (local.get $high) (f64x2.sub (local.get $p0) (local.get $f0)))
      (v128.store offset=48 (local.get $high) (f64x2.sub (local.get $p1) (local.get $f1)))
      (local.set $low (i32.add (local.get $low) (i32.const 64)))
      (local.set $high (i32.add (local.get $high) (i32.const 64)))
      (local.set $fromEven (i32.add (local.get $fromEven) (local.get $next)))
      (local.set $fromOdd (i32.add (local.get $fromOdd) (local.get $next)))
      (br_if $rows (i32.gt_u (local.tee $end (i32.sub (local.get $end) (i32.const 2))) (i32.const 0))))))`;

const assembler = await wabt();
const assembled = assembler.parseWat('folded-product.wat', text, { simd: true });
const program = new WebAssembly.Module(assembled.toBinary({}).buffer as Uint8Array<ArrayBuffer>);
assembled.destroy();

export interface FoldedProduct {
  readonly fromEven: Float64Array;
  readonly fromOdd: Float64Array;
  readonly even: Float64Array;
  readonly odd: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  run(): void;
}

/** The product with its own memory; fill the matrices once, then even and odd before each run. `half` must be even. */
export function foldedProduct(half: number): FoldedProduct {
  const sizes = [half * half, half * half, 4 * half, 4 * half, 4 * half, 4 * half];
  const total = sizes.reduce((sum, size) => sum + size, 0) * 8;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(total / 65536) });
  const { product } = new WebAssembly.Instance(program, { host: { memory } }).exports as { product: (...args: number[]) => void };
  let offset = 0;
  const [fromEven, fromOdd, even, odd, low, high] = sizes.map((size) => {
    const view = new Float64Array(memory.buffer, offset, size);
    offset += size * 8;
    return view;
  });
  const places = [fromEven, fromOdd, even, odd, low, high].map((view) => view.byteOffset);
  return {
    fromEven, fromOdd, even, odd, low, high,
    run: () => product(half, places[0], places[1], places[2], places[3], places[4], places[5]),
  };
}
