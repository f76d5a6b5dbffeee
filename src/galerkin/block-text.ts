import { spelt } from '../parallel/emit/integers.ts';
import { get, range } from '../parallel/emit/text.ts';
import { pointText } from './point-text.ts';
import { collisionFormulas } from './polynomial-collisions.ts';

/**
 * WebAssembly text of the two block sums of `block-kernels.ts`, in f64x2: the same sums in the same order, two points a
 * vector. Arrays are given by byte addresses in the shared memory; `extents` holds 32-bit integers, one a space function.
 *   moments(space, velocity, columns, products, partial, extents, spaceCount, size, columnCount)
 *   evaluate(space, velocity, coefficients, out, extents, spaceCount, size, count)
 *   hermite(c, axes, degree, roots, table): he_0 ... he_degree of rows of a block; roots holds sqrt(n), 1/sqrt(n+1) for n = 1, 2, ...
 *   fourier(cosine, sine, count, table): 1, then count rows sqrt2 cos, sqrt2 sin, sqrt2 cos of the double angle, ...
 *   the formulas of collisions (first, second, out), see `point-text.ts`
 *   multiplyRows(memory, program, count): rows target = a * b for `count` triples, given by their entries in memory
 * With `fused`, products are added by relaxed_madd.
 */
export function blockText(fused: boolean, block: number, wide = false): string {
  const row = 8 * block;
  const add = (to: string, a: string, b: string): string => {
    const sum = fused ? `(f64x2.relaxed_madd ${a} ${b} ${get(to)})` : `(f64x2.add ${get(to)} (f64x2.mul ${a} ${b}))`;
    return `(local.set $${to} ${sum})`;
  };
  return spelt(`(module (import "run" "memory" (memory int))
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
${fourierRows(row)}
${rowProducts(row)}
${collisionFormulas.map((formula) => pointText(formula, fused, row)).join('\n')})`, wide);
}

type Add = (to: string, a: string, b: string) => string;
const plus = (a: string, b: string): string => `(int.add ${a} ${b})`;
const zero = '(v128.const f64x2 0 0)';

/** products[k] <- column * F_k for all space functions. */
function productRows(row: number): string {
  return `(func $products (param $column int) (param $space int) (param $out int) (param $count int)
  (local $i int) (local $end int)
  (local.set $end ${plus(get('space'), `(int.mul ${get('count')} (int.const ${row}))`)})
  (block $done (loop $rows
    (br_if $done (int.ge_u ${get('space')} ${get('end')}))
    (local.set $i (int.const 0))
    (loop $points
      (v128.store ${plus(get('out'), get('i'))}
        (f64x2.mul (v128.load ${plus(get('column'), get('i'))}) (v128.load ${plus(get('space'), get('i'))})))
      (br_if $points (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 16)')}) (int.const ${row}))))
    (local.set $space ${plus(get('space'), `(int.const ${row})`)})
    (local.set $out ${plus(get('out'), `(int.const ${row})`)})
    (br $rows))))`;
}

/**
 * Sums over the block of \`rows\` products times \`columns\` velocity functions at a time, added to the partial sums of
 * each row (16 bytes a function); returns the number of velocity functions done (whole groups only).
 */
function momentRows(rows: number, columns: number, row: number, add: Add): string {
  const outs = range(rows).map((r) => `(param $o${r} int)`).join(' ');
  const cells = range(rows).flatMap((r) => range(columns).map((c) => [r, c] as const));
  const step = (offset: number): string => `
    ${range(rows).map((r) => `(local.set $a${r} (v128.load offset=${r * row + offset} ${get('p')}))`).join(' ')}
    ${range(columns).map((c) => `(local.set $b (v128.load offset=${c * row + offset} ${get('q')}))
    ${range(rows).map((r) => add(`s${r}_${c}`, get(`a${r}`), get('b'))).join(' ')}`).join('\n')}`;
  return `(func $moments${rows}x${columns} (param $product int) (param $velocity int) (param $count int) ${outs} (result int)
  (local $p int) (local $q int) (local $end int) (local $done int) (local $b v128)
  ${range(rows).map((r) => `(local $a${r} v128)`).join(' ')} ${cells.map(([r, c]) => `(local $s${r}_${c} v128)`).join(' ')}
  (block $finished (loop $groups
    (br_if $finished (int.gt_u ${plus(get('done'), `(int.const ${columns})`)} ${get('count')}))
    ${cells.map(([r, c]) => `(local.set $s${r}_${c} ${zero})`).join(' ')}
    (local.set $p ${get('product')}) (local.set $q ${get('velocity')})
    (local.set $end ${plus(get('product'), `(int.const ${row})`)})
    (loop $points
      ${step(0)} ${step(16)}
      (local.set $q ${plus(get('q'), '(int.const 32)')})
      (br_if $points (int.lt_u (local.tee $p ${plus(get('p'), '(int.const 32)')}) ${get('end')})))
    ${cells.map(([r, c]) => {
      const at = `offset=${16 * c} ${get(`o${r}`)}`;
      return `(v128.store ${at} (f64x2.add (v128.load ${at}) ${get(`s${r}_${c}`)}))`;
    }).join('\n')}
    ${range(rows).map((r) => `(local.set $o${r} ${plus(get(`o${r}`), `(int.const ${16 * columns})`)})`).join(' ')}
    (local.set $velocity ${plus(get('velocity'), `(int.const ${columns * row})`)})
    (local.set $done ${plus(get('done'), `(int.const ${columns})`)})
    (br $groups)))
  ${get('done')})`;
}

function moments(row: number): string {
  const extent = (k: number): string => `(int.load32 offset=${4 * k} ${get('e')})`;
  const after = (from: string, n: string, bytes: number): string => plus(from, `(int.mul ${n} (int.const ${bytes}))`);
  const tail = (r: number): string => `
      (local.set $n ${get('common')})
      (local.set $n ${plus(get('n'), `(call $moments1x4 ${after(get('p'), `(int.const ${r})`, row)} ${after(get('velocity'), get('n'), row)}
        (int.sub ${extent(r)} ${get('n')}) ${after(get(`o${r}`), get('n'), 16)})`)})
      (drop (call $moments1x1 ${after(get('p'), `(int.const ${r})`, row)} ${after(get('velocity'), get('n'), row)}
        (int.sub ${extent(r)} ${get('n')}) ${after(get(`o${r}`), get('n'), 16)}))`;
  return `(func (export "moments") (param $space int) (param $velocity int) (param $columns int) (param $products int) (param $partial int)
    (param $extents int) (param $spaceCount int) (param $size int) (param $columnCount int)
  (local $m int) (local $k int) (local $e int) (local $p int) (local $n int) (local $common int)
  (local $o0 int) (local $o1 int) (local $o2 int) (local $o3 int)
  (block $done (loop $columnLoop
    (br_if $done (int.ge_u ${get('m')} ${get('columnCount')}))
    (call $products ${after(get('columns'), get('m'), row)} ${get('space')} ${get('products')} ${get('spaceCount')})
    (local.set $k (int.const 0))
    (local.set $e ${get('extents')})
    (local.set $p ${get('products')})
    (local.set $o0 ${after(get('partial'), `(int.mul ${get('m')} ${get('size')})`, 16)})
    (block $spaceDone (loop $spaceLoop
      (if (int.le_u ${plus(get('k'), '(int.const 4)')} ${get('spaceCount')})
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
            `(call $moments4x1 ${get('p')} ${after(get('velocity'), get('common'), row)} (int.sub ${extent(3)} ${get('common')})
            ${range(4)
              .map((r) => after(get(`o${r}`), get('common'), 16))
              .join(' ')})`,
          )})
          ${[0, 1, 2].map((r) => tail(r)).join('\n')}
          (local.set $o0 ${after(get('o3'), extent(3), 16)})
          (local.set $k ${plus(get('k'), '(int.const 4)')})
          (local.set $e ${plus(get('e'), '(int.const 16)')})
          (local.set $p ${plus(get('p'), `(int.const ${4 * row})`)}))
        (else
          (br_if $spaceDone (int.ge_u ${get('k')} ${get('spaceCount')}))
          (local.set $common (int.const 0))
          ${tail(0)}
          (local.set $o0 ${after(get('o0'), extent(0), 16)})
          (local.set $k ${plus(get('k'), '(int.const 1)')})
          (local.set $e ${plus(get('e'), '(int.const 4)')})
          (local.set $p ${plus(get('p'), `(int.const ${row})`)})))
      (br $spaceLoop)))
    (local.set $m ${plus(get('m'), '(int.const 1)')})
    (br $columnLoop))))`;
}

/** \`count\` outputs at eight points (four vectors): the sum over all space functions, coefficients broadcast. */
function evaluateRows(outputs: number, row: number, add: Add): string {
  const cells = range(outputs).flatMap((m) => range(4).map((i) => [m, i] as const));
  return `(func $evaluate${outputs} (param $space int) (param $velocity int) (param $extents int) (param $spaceCount int)
    ${range(outputs).map((m) => `(param $c${m} int) (param $out${m} int)`).join(' ')}
  (local $q int) (local $end int) (local $last int) (local $h0 v128) (local $h1 v128) (local $h2 v128) (local $h3 v128) (local $c v128)
  ${cells.map(([m, i]) => `(local $s${m}_${i} v128) (local $t${m}_${i} v128)`).join(' ')}
  ${cells.map(([m, i]) => `(local.set $t${m}_${i} ${zero})`).join(' ')}
  (local.set $last ${plus(get('extents'), `(int.shl ${get('spaceCount')} (int.const 2))`)})
  (block $done (loop $spaceLoop
    (br_if $done (int.ge_u ${get('extents')} ${get('last')}))
    ${cells.map(([m, i]) => `(local.set $s${m}_${i} ${zero})`).join(' ')}
    (local.set $q ${get('velocity')})
    (local.set $end ${plus(get('velocity'), `(int.mul (int.load32 ${get('extents')}) (int.const ${row}))`)})
    (block $sumDone (loop $sum
      (br_if $sumDone (int.ge_u ${get('q')} ${get('end')}))
      ${range(4).map((i) => `(local.set $h${i} (v128.load offset=${16 * i} ${get('q')}))`).join(' ')}
      ${range(outputs).map((m) => `(local.set $c (v128.load64_splat ${get(`c${m}`)}))
      ${range(4).map((i) => add(`s${m}_${i}`, get('c'), get(`h${i}`))).join(' ')}
      (local.set $c${m} ${plus(get(`c${m}`), '(int.const 8)')})`).join('\n')}
      (local.set $q ${plus(get('q'), `(int.const ${row})`)})
      (br $sum)))
    ${range(4).map((i) => `(local.set $h${i} (v128.load offset=${16 * i} ${get('space')}))`).join(' ')}
    ${cells.map(([m, i]) => add(`t${m}_${i}`, get(`h${i}`), get(`s${m}_${i}`))).join(' ')}
    (local.set $space ${plus(get('space'), `(int.const ${row})`)})
    (local.set $extents ${plus(get('extents'), '(int.const 4)')})
    (br $spaceLoop)))
  ${cells.map(([m, i]) => `(v128.store offset=${16 * i} ${get(`out${m}`)} ${get(`t${m}_${i}`)})`).join(' ')})`;
}

function evaluate(row: number): string {
  const coefficients = (m: number): string => plus(get('c'), `(int.mul ${get('size')} (int.const ${8 * m}))`);
  const values = (m: number): string => plus(plus(get('out'), get('i')), `(int.const ${m * row})`);
  const call = (outputs: number): string =>
    `(call $evaluate${outputs} ${plus(get('space'), get('i'))} ${plus(get('velocity'), get('i'))} ${get('extents')} ${get('spaceCount')}
        ${range(outputs).map((m) => `${coefficients(m)} ${values(m)}`).join(' ')})`;
  return `(func (export "evaluate") (param $space int) (param $velocity int) (param $coefficients int) (param $out int)
    (param $extents int) (param $spaceCount int) (param $size int) (param $count int)
  (local $i int) (local $c int)
  (local.set $c ${get('coefficients')})
  (block $done (loop $outputs
    (br_if $done (int.eqz ${get('count')}))
    (local.set $i (int.const 0))
    (if (int.ge_u ${get('count')} (int.const 2))
      (then
        (loop $points ${call(2)}
          (br_if $points (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 64)')}) (int.const ${row}))))
        (local.set $count (int.sub ${get('count')} (int.const 2)))
        (local.set $c ${plus(get('c'), `(int.mul ${get('size')} (int.const 16))`)})
        (local.set $out ${plus(get('out'), `(int.const ${2 * row})`)}))
      (else
        (loop $points ${call(1)}
          (br_if $points (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 64)')}) (int.const ${row}))))
        (local.set $count (int.const 0))))
    (br $outputs))))`;
}

function hermiteRows(row: number): string {
  return `(func (export "hermite") (param $c int) (param $axes int) (param $degree int) (param $roots int) (param $table int)
  (loop $lines
    (call $hermite ${['c', 'degree', 'roots', 'table'].map(get).join(' ')})
    (local.set $c ${plus(get('c'), `(int.const ${row})`)})
    (local.set $table ${plus(get('table'), `(int.mul (int.add ${get('degree')} (int.const 1)) (int.const ${row}))`)})
    (br_if $lines (int.gt_u (local.tee $axes (int.sub ${get('axes')} (int.const 1))) (int.const 0)))))
(func $hermite (param $c int) (param $degree int) (param $roots int) (param $table int)
  (local $i int) (local $n int) (local $at int) (local $root v128) (local $scale v128)
  (loop $ones
    (v128.store ${plus(get('table'), get('i'))} (v128.const f64x2 1 1))
    (br_if $ones (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 16)')}) (int.const ${row}))))
  (if (int.eqz ${get('degree')}) (then return))
  (local.set $i (int.const 0))
  (loop $line
    (v128.store offset=${row} ${plus(get('table'), get('i'))} (v128.load ${plus(get('c'), get('i'))}))
    (br_if $line (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 16)')}) (int.const ${row}))))
  (local.set $n (int.const 1))
  (block $done (loop $degrees
    (br_if $done (int.ge_u ${get('n')} ${get('degree')}))
    (local.set $root (v128.load64_splat ${get('roots')}))
    (local.set $scale (v128.load64_splat offset=8 ${get('roots')}))
    (local.set $i (int.const 0))
    (loop $points
      (local.set $at ${plus(get('table'), get('i'))})
      (v128.store offset=${2 * row} ${get('at')} (f64x2.mul ${get('scale')} (f64x2.sub
        (f64x2.mul (v128.load ${plus(get('c'), get('i'))}) (v128.load offset=${row} ${get('at')}))
        (f64x2.mul ${get('root')} (v128.load ${get('at')})))))
      (br_if $points (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 16)')}) (int.const ${row}))))
    (local.set $table ${plus(get('table'), `(int.const ${row})`)})
    (local.set $roots ${plus(get('roots'), '(int.const 16)')})
    (local.set $n ${plus(get('n'), '(int.const 1)')})
    (br $degrees))))`;
}

function fourierRows(row: number): string {
  const store = (offset: number, wave: string): string =>
    `(v128.store offset=${offset} ${get('at')} (f64x2.mul (v128.const f64x2 ${Math.SQRT2} ${Math.SQRT2}) ${get(wave)}))`;
  const product = (a: string, b: string): string => `(f64x2.mul ${get(a)} ${get(b)})`;
  return `(func (export "fourier") (param $cosine int) (param $sine int) (param $count int) (param $table int)
  (local $i int) (local $n int) (local $at int)
  (local $c v128) (local $s v128) (local $u v128) (local $v v128) (local $next v128)
  (loop $points
    (local.set $at ${plus(get('table'), get('i'))})
    (v128.store ${get('at')} (v128.const f64x2 1 1))
    (local.set $c (v128.load ${plus(get('cosine'), get('i'))})) (local.set $s (v128.load ${plus(get('sine'), get('i'))}))
    (local.set $u (v128.const f64x2 1 1)) (local.set $v ${zero})
    (local.set $n (int.const 0))
    (block $done (loop $waves
      (br_if $done (int.ge_u ${get('n')} ${get('count')}))
      (local.set $next (f64x2.sub ${product('u', 'c')} ${product('v', 's')}))
      (local.set $v (f64x2.add ${product('v', 'c')} ${product('u', 's')}))
      (local.set $u ${get('next')})
      ${store(row, 'u')}
      (local.set $n ${plus(get('n'), '(int.const 2)')})
      (br_if $done (int.gt_u ${get('n')} ${get('count')}))
      ${store(2 * row, 'v')}
      (local.set $at ${plus(get('at'), `(int.const ${2 * row})`)})
      (br $waves)))
    (br_if $points (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 16)')}) (int.const ${row})))))`;
}

function rowProducts(row: number): string {
  return `(func (export "multiplyRows") (param $memory int) (param $program int) (param $count int)
  (local $i int) (local $end int) (local $to int) (local $a int) (local $b int)
  (local.set $end ${plus(get('program'), `(int.mul ${get('count')} (int.const 12))`)})
  (block $done (loop $rows
    (br_if $done (int.ge_u ${get('program')} ${get('end')}))
    (local.set $to ${plus(get('memory'), `(int.shl (int.load32 ${get('program')}) (int.const 3))`)})
    (local.set $a ${plus(get('memory'), `(int.shl (int.load32 offset=4 ${get('program')}) (int.const 3))`)})
    (local.set $b ${plus(get('memory'), `(int.shl (int.load32 offset=8 ${get('program')}) (int.const 3))`)})
    (local.set $i (int.const 0))
    (loop $points
      (v128.store ${plus(get('to'), get('i'))} (f64x2.mul (v128.load ${plus(get('a'), get('i'))}) (v128.load ${plus(get('b'), get('i'))})))
      (br_if $points (int.lt_u (local.tee $i ${plus(get('i'), '(int.const 16)')}) (int.const ${row}))))
    (local.set $program ${plus(get('program'), '(int.const 12)')})
    (br $rows))))`;
}
