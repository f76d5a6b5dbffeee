/**
 * WebAssembly text of the two block sums of `block-kernels.ts`, in f64x2: the same sums in the same order, two points a
 * vector. Arrays are given by byte addresses in the shared memory; `extents` holds 32-bit integers, one a space function.
 *   moments(space, velocity, columns, products, partial, extents, spaceCount, size, columnCount)
 *   evaluate(space, velocity, coefficients, out, extents, spaceCount, size, count)
 *   hermite(c, degree, roots, table): he_0 ... he_degree of a block; roots holds sqrt(n), 1/sqrt(n+1) for n = 1, 2, ...
 *   multiplyRows(memory, program, count): rows target = a * b for `count` triples, given by their entries in memory
 * With `fused`, products are added by relaxed_madd.
 */
export function blockText(fused: boolean, block: number): string {
  const row = 8 * block;
  const add = (to: string, a: string, b: string): string =>
    `(local.set $${to} ${fused ? `(f64x2.relaxed_madd ${a} ${b} (local.get $${to}))` : `(f64x2.add (local.get $${to}) (f64x2.mul ${a} ${b}))`})`;
  return `(module (import "run" "memory" (memory 1 65536 shared))
${productRows(row)}
${momentRows(4, 2, row, add)}
${momentRows(4, 1, row, add)}
${momentRows(1, 4, row, add)}
${momentRows(1, 1, row, add)}
${moments(row)}
${evaluateRows(2, row, add)}
${evaluateRows(1, row, add)}
${evaluate(row)}
${hermiteRows(row)}
${rowProducts(row)})`;
}

type Add = (to: string, a: string, b: string) => string;
const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
const get = (name: string): string => `(local.get $${name})`;
const plus = (a: string, b: string): string => `(i32.add ${a} ${b})`;
const zero = '(v128.const f64x2 0 0)';

/** products[k] <- column * F_k for all space functions. */
function productRows(row: number): string {
  return `(func $products (param $column i32) (param $space i32) (param $out i32) (param $count i32)
  (local $i i32) (local $end i32)
  (local.set $end ${plus(get('space'), `(i32.mul ${get('count')} (i32.const ${row}))`)})
  (block $done (loop $rows
    (br_if $done (i32.ge_u ${get('space')} ${get('end')}))
    (local.set $i (i32.const 0))
    (loop $points
      (v128.store ${plus(get('out'), get('i'))} (f64x2.mul (v128.load ${plus(get('column'), get('i'))}) (v128.load ${plus(get('space'), get('i'))})))
      (br_if $points (i32.lt_u (local.tee $i ${plus(get('i'), '(i32.const 16)')}) (i32.const ${row}))))
    (local.set $space ${plus(get('space'), `(i32.const ${row})`)})
    (local.set $out ${plus(get('out'), `(i32.const ${row})`)})
    (br $rows))))`;
}

/**
 * Sums over the block of \`rows\` products times \`columns\` velocity functions at a time, added to the partial sums of
 * each row (16 bytes a function); returns the number of velocity functions done (whole groups only).
 */
function momentRows(rows: number, columns: number, row: number, add: Add): string {
  const outs = range(rows).map((r) => `(param $o${r} i32)`).join(' ');
  const cells = range(rows).flatMap((r) => range(columns).map((c) => [r, c] as const));
  const step = (offset: number): string => `
    ${range(rows).map((r) => `(local.set $a${r} (v128.load offset=${r * row + offset} ${get('p')}))`).join(' ')}
    ${range(columns).map((c) => `(local.set $b (v128.load offset=${c * row + offset} ${get('q')}))
    ${range(rows).map((r) => add(`s${r}_${c}`, get(`a${r}`), get('b'))).join(' ')}`).join('\n')}`;
  return `(func $moments${rows}x${columns} (param $product i32) (param $velocity i32) (param $count i32) ${outs} (result i32)
  (local $p i32) (local $q i32) (local $end i32) (local $done i32) (local $b v128)
  ${range(rows).map((r) => `(local $a${r} v128)`).join(' ')} ${cells.map(([r, c]) => `(local $s${r}_${c} v128)`).join(' ')}
  (block $finished (loop $groups
    (br_if $finished (i32.gt_u ${plus(get('done'), `(i32.const ${columns})`)} ${get('count')}))
    ${cells.map(([r, c]) => `(local.set $s${r}_${c} ${zero})`).join(' ')}
    (local.set $p ${get('product')}) (local.set $q ${get('velocity')})
    (local.set $end ${plus(get('product'), `(i32.const ${row})`)})
    (loop $points
      ${step(0)} ${step(16)}
      (local.set $q ${plus(get('q'), '(i32.const 32)')})
      (br_if $points (i32.lt_u (local.tee $p ${plus(get('p'), '(i32.const 32)')}) ${get('end')})))
    ${cells.map(([r, c]) => `(v128.store offset=${16 * c} ${get(`o${r}`)} (f64x2.add (v128.load offset=${16 * c} ${get(`o${r}`)}) ${get(`s${r}_${c}`)}))`).join('\n')}
    ${range(rows).map((r) => `(local.set $o${r} ${plus(get(`o${r}`), `(i32.const ${16 * columns})`)})`).join(' ')}
    (local.set $velocity ${plus(get('velocity'), `(i32.const ${columns * row})`)})
    (local.set $done ${plus(get('done'), `(i32.const ${columns})`)})
    (br $groups)))
  ${get('done')})`;
}

function moments(row: number): string {
  const extent = (k: number): string => `(i32.load offset=${4 * k} ${get('e')})`;
  const after = (from: string, n: string, bytes: number): string => plus(from, `(i32.mul ${n} (i32.const ${bytes}))`);
  const tail = (r: number): string => `
      (local.set $n ${get('common')})
      (local.set $n ${plus(get('n'), `(call $moments1x4 ${after(get('p'), `(i32.const ${r})`, row)} ${after(get('velocity'), get('n'), row)}
        (i32.sub ${extent(r)} ${get('n')}) ${after(get(`o${r}`), get('n'), 16)})`)})
      (drop (call $moments1x1 ${after(get('p'), `(i32.const ${r})`, row)} ${after(get('velocity'), get('n'), row)}
        (i32.sub ${extent(r)} ${get('n')}) ${after(get(`o${r}`), get('n'), 16)}))`;
  return `(func (export "moments") (param $space i32) (param $velocity i32) (param $columns i32) (param $products i32) (param $partial i32)
    (param $extents i32) (param $spaceCount i32) (param $size i32) (param $columnCount i32)
  (local $m i32) (local $k i32) (local $e i32) (local $p i32) (local $n i32) (local $common i32)
  (local $o0 i32) (local $o1 i32) (local $o2 i32) (local $o3 i32)
  (block $done (loop $columnLoop
    (br_if $done (i32.ge_u ${get('m')} ${get('columnCount')}))
    (call $products ${after(get('columns'), get('m'), row)} ${get('space')} ${get('products')} ${get('spaceCount')})
    (local.set $k (i32.const 0))
    (local.set $e ${get('extents')})
    (local.set $p ${get('products')})
    (local.set $o0 ${after(get('partial'), `(i32.mul ${get('m')} ${get('size')})`, 16)})
    (block $spaceDone (loop $spaceLoop
      (if (i32.le_u ${plus(get('k'), '(i32.const 4)')} ${get('spaceCount')})
        (then
          (local.set $o1 ${after(get('o0'), extent(0), 16)})
          (local.set $o2 ${after(get('o1'), extent(1), 16)})
          (local.set $o3 ${after(get('o2'), extent(2), 16)})
          ;; Extents never grow with k: the last of four is common to all.
          (local.set $common (call $moments4x2 ${get('p')} ${get('velocity')} ${extent(3)} ${range(4)
            .map((r) => get(`o${r}`))
            .join(' ')}))
          (local.set $common ${plus(
            get('common'),
            `(call $moments4x1 ${get('p')} ${after(get('velocity'), get('common'), row)} (i32.sub ${extent(3)} ${get('common')})
            ${range(4)
              .map((r) => after(get(`o${r}`), get('common'), 16))
              .join(' ')})`,
          )})
          ${[0, 1, 2].map((r) => tail(r)).join('\n')}
          (local.set $o0 ${after(get('o3'), extent(3), 16)})
          (local.set $k ${plus(get('k'), '(i32.const 4)')})
          (local.set $e ${plus(get('e'), '(i32.const 16)')})
          (local.set $p ${plus(get('p'), `(i32.const ${4 * row})`)}))
        (else
          (br_if $spaceDone (i32.ge_u ${get('k')} ${get('spaceCount')}))
          (local.set $common (i32.const 0))
          ${tail(0)}
          (local.set $o0 ${after(get('o0'), extent(0), 16)})
          (local.set $k ${plus(get('k'), '(i32.const 1)')})
          (local.set $e ${plus(get('e'), '(i32.const 4)')})
          (local.set $p ${plus(get('p'), `(i32.const ${row})`)})))
      (br $spaceLoop)))
    (local.set $m ${plus(get('m'), '(i32.const 1)')})
    (br $columnLoop))))`;
}

/** \`count\` outputs at eight points (four vectors): the sum over all space functions, coefficients broadcast. */
function evaluateRows(outputs: number, row: number, add: Add): string {
  const cells = range(outputs).flatMap((m) => range(4).map((i) => [m, i] as const));
  return `(func $evaluate${outputs} (param $space i32) (param $velocity i32) (param $extents i32) (param $spaceCount i32)
    ${range(outputs).map((m) => `(param $c${m} i32) (param $out${m} i32)`).join(' ')}
  (local $q i32) (local $end i32) (local $last i32) (local $h0 v128) (local $h1 v128) (local $h2 v128) (local $h3 v128) (local $c v128)
  ${cells.map(([m, i]) => `(local $s${m}_${i} v128) (local $t${m}_${i} v128)`).join(' ')}
  ${cells.map(([m, i]) => `(local.set $t${m}_${i} ${zero})`).join(' ')}
  (local.set $last ${plus(get('extents'), `(i32.shl ${get('spaceCount')} (i32.const 2))`)})
  (block $done (loop $spaceLoop
    (br_if $done (i32.ge_u ${get('extents')} ${get('last')}))
    ${cells.map(([m, i]) => `(local.set $s${m}_${i} ${zero})`).join(' ')}
    (local.set $q ${get('velocity')})
    (local.set $end ${plus(get('velocity'), `(i32.mul (i32.load ${get('extents')}) (i32.const ${row}))`)})
    (block $sumDone (loop $sum
      (br_if $sumDone (i32.ge_u ${get('q')} ${get('end')}))
      ${range(4).map((i) => `(local.set $h${i} (v128.load offset=${16 * i} ${get('q')}))`).join(' ')}
      ${range(outputs).map((m) => `(local.set $c (v128.load64_splat ${get(`c${m}`)}))
      ${range(4).map((i) => add(`s${m}_${i}`, get('c'), get(`h${i}`))).join(' ')}
      (local.set $c${m} ${plus(get(`c${m}`), '(i32.const 8)')})`).join('\n')}
      (local.set $q ${plus(get('q'), `(i32.const ${row})`)})
      (br $sum)))
    ${range(4).map((i) => `(local.set $h${i} (v128.load offset=${16 * i} ${get('space')}))`).join(' ')}
    ${cells.map(([m, i]) => add(`t${m}_${i}`, get(`h${i}`), get(`s${m}_${i}`))).join(' ')}
    (local.set $space ${plus(get('space'), `(i32.const ${row})`)})
    (local.set $extents ${plus(get('extents'), '(i32.const 4)')})
    (br $spaceLoop)))
  ${cells.map(([m, i]) => `(v128.store offset=${16 * i} ${get(`out${m}`)} ${get(`t${m}_${i}`)})`).join(' ')})`;
}

function evaluate(row: number): string {
  const call = (
    outputs: number,
  ): string => `(call $evaluate${outputs} ${plus(get('space'), get('i'))} ${plus(get('velocity'), get('i'))} ${get('extents')} ${get('spaceCount')}
        ${range(outputs)
          .map(
            (m) =>
              `${plus(get('c'), `(i32.mul ${get('size')} (i32.const ${8 * m}))`)} ${plus(plus(get('out'), get('i')), `(i32.const ${m * row})`)}`,
          )
          .join(' ')})`;
  return `(func (export "evaluate") (param $space i32) (param $velocity i32) (param $coefficients i32) (param $out i32)
    (param $extents i32) (param $spaceCount i32) (param $size i32) (param $count i32)
  (local $i i32) (local $c i32)
  (local.set $c ${get('coefficients')})
  (block $done (loop $outputs
    (br_if $done (i32.eqz ${get('count')}))
    (local.set $i (i32.const 0))
    (if (i32.ge_u ${get('count')} (i32.const 2))
      (then
        (loop $points ${call(2)}
          (br_if $points (i32.lt_u (local.tee $i ${plus(get('i'), '(i32.const 64)')}) (i32.const ${row}))))
        (local.set $count (i32.sub ${get('count')} (i32.const 2)))
        (local.set $c ${plus(get('c'), `(i32.mul ${get('size')} (i32.const 16))`)})
        (local.set $out ${plus(get('out'), `(i32.const ${2 * row})`)}))
      (else
        (loop $points ${call(1)}
          (br_if $points (i32.lt_u (local.tee $i ${plus(get('i'), '(i32.const 64)')}) (i32.const ${row}))))
        (local.set $count (i32.const 0))))
    (br $outputs))))`;
}

function hermiteRows(row: number): string {
  return `(func (export "hermite") (param $c i32) (param $degree i32) (param $roots i32) (param $table i32)
  (local $i i32) (local $n i32) (local $at i32) (local $root v128) (local $scale v128)
  (loop $ones
    (v128.store ${plus(get('table'), get('i'))} (v128.const f64x2 1 1))
    (br_if $ones (i32.lt_u (local.tee $i ${plus(get('i'), '(i32.const 16)')}) (i32.const ${row}))))
  (if (i32.eqz ${get('degree')}) (then return))
  (local.set $i (i32.const 0))
  (loop $line
    (v128.store offset=${row} ${plus(get('table'), get('i'))} (v128.load ${plus(get('c'), get('i'))}))
    (br_if $line (i32.lt_u (local.tee $i ${plus(get('i'), '(i32.const 16)')}) (i32.const ${row}))))
  (local.set $n (i32.const 1))
  (block $done (loop $degrees
    (br_if $done (i32.ge_u ${get('n')} ${get('degree')}))
    (local.set $root (v128.load64_splat ${get('roots')}))
    (local.set $scale (v128.load64_splat offset=8 ${get('roots')}))
    (local.set $i (i32.const 0))
    (loop $points
      (local.set $at ${plus(get('table'), get('i'))})
      (v128.store offset=${2 * row} ${get('at')} (f64x2.mul ${get('scale')} (f64x2.sub
        (f64x2.mul (v128.load ${plus(get('c'), get('i'))}) (v128.load offset=${row} ${get('at')}))
        (f64x2.mul ${get('root')} (v128.load ${get('at')})))))
      (br_if $points (i32.lt_u (local.tee $i ${plus(get('i'), '(i32.const 16)')}) (i32.const ${row}))))
    (local.set $table ${plus(get('table'), `(i32.const ${row})`)})
    (local.set $roots ${plus(get('roots'), '(i32.const 16)')})
    (local.set $n ${plus(get('n'), '(i32.const 1)')})
    (br $degrees))))`;
}

function rowProducts(row: number): string {
  return `(func (export "multiplyRows") (param $memory i32) (param $program i32) (param $count i32)
  (local $i i32) (local $end i32) (local $to i32) (local $a i32) (local $b i32)
  (local.set $end ${plus(get('program'), `(i32.mul ${get('count')} (i32.const 12))`)})
  (block $done (loop $rows
    (br_if $done (i32.ge_u ${get('program')} ${get('end')}))
    (local.set $to ${plus(get('memory'), `(i32.shl (i32.load ${get('program')}) (i32.const 3))`)})
    (local.set $a ${plus(get('memory'), `(i32.shl (i32.load offset=4 ${get('program')}) (i32.const 3))`)})
    (local.set $b ${plus(get('memory'), `(i32.shl (i32.load offset=8 ${get('program')}) (i32.const 3))`)})
    (local.set $i (i32.const 0))
    (loop $points
      (v128.store ${plus(get('to'), get('i'))} (f64x2.mul (v128.load ${plus(get('a'), get('i'))}) (v128.load ${plus(get('b'), get('i'))})))
      (br_if $points (i32.lt_u (local.tee $i ${plus(get('i'), '(i32.const 16)')}) (i32.const ${row}))))
    (local.set $program ${plus(get('program'), '(i32.const 12)')})
    (br $rows))))`;
}
