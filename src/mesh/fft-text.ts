import { spelt } from '../parallel/emit/integers.ts';
import { get, range, set } from '../parallel/emit/text.ts';

/**
 * WebAssembly text of the Fourier passes: Stockham's self-sorting transform (Van Loan 1992, section 1.7), decimation in
 * frequency, radices 2, 3, 4, 5, on batches of lines: a complex number is one vector, the batch is the inner loop, so
 * every load is contiguous and twiddle factors are loaded once a batch.
 *
 * passR(src, srcRow, dst, dstRow, m, s, batch, twiddles, sign): rows of `batch` complex numbers lie srcRow, dstRow
 * bytes apart; for p < m, q < s:  dst[q + s (R p + c)] = w_p^c sum_k src[q + s (p + m k)] e^(sign 2 pi i c k / R).
 *
 * Real lines go two by two as one complex line (z = a + i b): pack, untangle, tangle and unpack take a table of byte
 * offsets of 2 * batch lines.
 */
export function fftText(wide = false): string {
  return spelt(`(module (import "run" "memory" (memory int))
  ${[2, 3, 4, 5].map(passText).join('\n')}
  ${lineKernel('pack', packBody)} ${lineKernel('untangle', untangleBody)}
  ${lineKernel('tangle', tangleBody)} ${lineKernel('unpack', unpackBody)})`, wide);
}

const add = (a: string, b: string): string => `(f64x2.add ${a} ${b})`;
const sub = (a: string, b: string): string => `(f64x2.sub ${a} ${b})`;
const mul = (a: string, b: string): string => `(f64x2.mul ${a} ${b})`;
const constant = (value: number): string => `(v128.const f64x2 ${value} ${value})`;
const swap = (v: string): string => `(i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 ${v} ${v})`;
/** `(param $a int) (param $b int)`: several of one kind and type. */
const declared = (kind: 'param' | 'local', type: string, names: string): string =>
  names.split(' ').map((name) => `(${kind} $${name} ${type})`).join(' ');

/** v (c + i t) with c in $c<k> and (-t, t) in $t<k>. */
const twiddled = (v: string, k: number): string => add(mul(v, get(`c${k}`)), mul(swap(v), get(`t${k}`)));
/** sign i v, with (-sign, sign) in $j. */
const turned = (v: string): string => mul(swap(v), get('j'));

function passText(radix: number): string {
  const inputs = range(radix).map((k) => set(`x${k}`, `(v128.load (int.add ${get('from')} (int.mul ${get('reach')} (int.const ${k}))))`));
  // From the address of row 0 each output row is one `step` further.
  const row = (k: number): string => `(int.add ${get('to')} (int.mul ${get('step')} (int.const ${k})))`;
  const outputs = range(radix).map((k) => `(v128.store ${row(k)} ${k === 0 ? get('y0') : twiddled(get(`y${k}`), k)})`);
  return `(func (export "pass${radix}")
  ${declared('param', 'int', 'src srcRow dst dstRow m s batch tw')} (param $sign f64)
  ${declared('local', 'int', 'p q b from to end reach step width')} (local $j v128) (local $t f64) (local $u v128)
  ${range(radix).map((k) => `(local $x${k} v128) (local $y${k} v128) (local $c${k} v128) (local $t${k} v128)`).join(' ')}
  ${range(6).map((k) => `(local $r${k} v128)`).join(' ')}
  ${set('j', `(f64x2.replace_lane 1 (f64x2.splat (f64.neg ${get('sign')})) ${get('sign')})`)}
  ${set('reach', `(int.mul (int.mul ${get('s')} ${get('m')}) ${get('srcRow')})`)}
  ${set('step', `(int.mul ${get('s')} ${get('dstRow')})`)}
  ${set('width', `(int.shl ${get('batch')} (int.const 4))`)}
  (loop $ps
    ${range(radix - 1).map((k) => `${set(`c${k + 1}`, `(v128.load64_splat offset=${16 * k} ${get('tw')})`)}
      ${set('t', `(f64.mul ${get('sign')} (f64.load offset=${16 * k + 8} ${get('tw')}))`)}
      ${set(`t${k + 1}`, `(f64x2.replace_lane 1 (f64x2.splat (f64.neg ${get('t')})) ${get('t')})`)}`).join('\n')}
    ${set('tw', `(int.add ${get('tw')} (int.const ${16 * (radix - 1)}))`)}
    ${set('q', '(int.const 0)')}
    (loop $qs
      ${set('from', `(int.add ${get('src')} (int.mul ${get('srcRow')} (int.add ${get('q')} (int.mul ${get('s')} ${get('p')}))))`)}
      ${set('to', `(int.mul ${get('s')} (int.mul (int.const ${radix}) ${get('p')}))`)}
      ${set('to', `(int.add ${get('dst')} (int.mul ${get('dstRow')} (int.add ${get('q')} ${get('to')})))`)}
      ${set('end', `(int.add ${get('from')} ${get('width')})`)}
      (loop $bs
        ${inputs.join('\n')}
        ${butterflies[radix]}
        ${outputs.join('\n')}
        ${set('to', `(int.add ${get('to')} (int.const 16))`)}
        (br_if $bs (int.lt_u (local.tee $from (int.add ${get('from')} (int.const 16))) ${get('end')})))
      (br_if $qs (int.lt_s (local.tee $q (int.add ${get('q')} (int.const 1))) ${get('s')})))
    (br_if $ps (int.lt_s (local.tee $p (int.add ${get('p')} (int.const 1))) ${get('m')}))))`;
}

const x = (k: number): string => get(`x${k}`);
const r = (k: number): string => get(`r${k}`);
const fifth = (k: number): readonly [string, string] =>
  [constant(Math.cos((2 * Math.PI * k) / 5)), constant(Math.sin((2 * Math.PI * k) / 5))];

const butterflies: Readonly<Record<number, string>> = {
  2: `${set('y0', add(x(0), x(1)))} ${set('y1', sub(x(0), x(1)))}`,
  3: `${set('r0', add(x(1), x(2)))} ${set('y0', add(x(0), r(0)))}
      ${set('r1', sub(x(0), mul(constant(0.5), r(0))))}
      ${set('u', mul(constant(Math.sqrt(3) / 2), sub(x(1), x(2))))} ${set('r2', turned(get('u')))}
      ${set('y1', add(r(1), r(2)))} ${set('y2', sub(r(1), r(2)))}`,
  4: `${set('r0', add(x(0), x(2)))} ${set('r1', sub(x(0), x(2)))} ${set('r2', add(x(1), x(3)))}
      ${set('u', sub(x(1), x(3)))} ${set('r3', turned(get('u')))}
      ${set('y0', add(r(0), r(2)))} ${set('y1', add(r(1), r(3)))} ${set('y2', sub(r(0), r(2)))} ${set('y3', sub(r(1), r(3)))}`,
  5: `${set('r0', add(x(1), x(4)))} ${set('r1', add(x(2), x(3)))} ${set('r2', sub(x(1), x(4)))} ${set('r3', sub(x(2), x(3)))}
      ${set('y0', add(x(0), add(r(0), r(1))))}
      ${set('r4', add(x(0), add(mul(fifth(1)[0], r(0)), mul(fifth(2)[0], r(1)))))}
      ${set('u', add(mul(fifth(1)[1], r(2)), mul(fifth(2)[1], r(3))))} ${set('r5', turned(get('u')))}
      ${set('y1', add(r(4), r(5)))} ${set('y4', sub(r(4), r(5)))}
      ${set('r4', add(x(0), add(mul(fifth(2)[0], r(0)), mul(fifth(1)[0], r(1)))))}
      ${set('u', sub(mul(fifth(2)[1], r(2)), mul(fifth(1)[1], r(3))))} ${set('r5', turned(get('u')))}
      ${set('y2', add(r(4), r(5)))} ${set('y3', sub(r(4), r(5)))}`,
};

/** Loop over the pairs of lines of a block: $a and $b are the lines' addresses, $z the pair's column in the block. */
function lineKernel(name: string, body: string): string {
  return `(func (export "${name}") ${declared('param', 'int', 'rows batch n mesh block')}
  ${declared('local', 'int', 'a b z back k left width')} ${declared('local', 'v128', 'va vb x y')}
  ${set('width', `(int.shl ${get('batch')} (int.const 4))`)} ${set('left', get('batch'))}
  (loop $pairs
    ${set('a', `(int.add ${get('mesh')} (int.load32 ${get('rows')}))`)}
    ${set('b', `(int.add ${get('mesh')} (int.load32 offset=4 ${get('rows')}))`)}
    ${set('rows', `(int.add ${get('rows')} (int.const 8))`)}
    ${set('z', get('block'))} ${set('block', `(int.add ${get('block')} (int.const 16))`)}
    ${body}
    (br_if $pairs (int.gt_s (local.tee $left (int.sub ${get('left')} (int.const 1))) (int.const 0)))))`;
}

const step = (name: string, by: string): string => set(name, `(int.add ${get(name)} ${by})`);
const firsts = (a: string, b: string): string => `(i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 ${a} ${b})`;
const seconds = (a: string, b: string): string => `(i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 ${a} ${b})`;
const conjugate = (v: string): string => mul(v, '(v128.const f64x2 1 -1)');
const timesI = (v: string): string => mul(swap(v), '(v128.const f64x2 -1 1)');
const load = (address: string): string => `(v128.load align=8 ${get(address)})`;
const store = (address: string, value: string): string => `(v128.store align=8 ${get(address)} ${value})`;
/** $k counts down the remaining steps. */
const loopK = (times: string, body: string): string =>
  `${set('k', times)} (loop $ks ${body} (br_if $ks (int.gt_s (local.tee $k (int.sub ${get('k')} (int.const 1))) (int.const 0))))`;

const halves = `(int.shr_u ${get('n')} (int.const 1))`;

const packBody = loopK(halves, `${set('va', load('a'))} ${set('vb', load('b'))}
  ${store('z', firsts(get('va'), get('vb')))} ${step('z', get('width'))}
  ${store('z', seconds(get('va'), get('vb')))} ${step('z', get('width'))}
  ${step('a', '(int.const 16)')} ${step('b', '(int.const 16)')}`);

const unpackBody = loopK(halves, `${set('va', load('z'))} ${step('z', get('width'))} ${set('vb', load('z'))} ${step('z', get('width'))}
  ${store('a', firsts(get('va'), get('vb')))} ${store('b', seconds(get('va'), get('vb')))}
  ${step('a', '(int.const 16)')} ${step('b', '(int.const 16)')}`);

/** a_k = (z_k + conj z_(n-k)) / 2,  b_k = (z_k - conj z_(n-k)) / 2i. */
const untangleBody = `${set('back', get('z'))}
  ${loopK(`(int.add ${halves} (int.const 1))`, `${set('x', load('z'))} ${set('y', conjugate(load('back')))}
  ${store('a', mul(constant(0.5), add(get('x'), get('y'))))}
  ${set('va', sub(get('x'), get('y')))} ${store('b', mul('(v128.const f64x2 0.5 -0.5)', swap(get('va'))))}
  ${step('a', '(int.const 16)')} ${step('b', '(int.const 16)')}
  ${step('z', get('width'))}
  ${set('back', `(int.sub ${get('n')} (int.sub (int.add ${halves} (int.const 2)) ${get('k')}))`)}
  ${set('back', `(int.add ${get('block')} (int.sub (int.mul ${get('width')} ${get('back')}) (int.const 16)))`)}`)}`;

/** z_k = a_k + i b_k,  z_(n-k) = conj a_k + i conj b_k; the imaginary parts at k = 0 and n/2 are rounding and dropped. */
const real = (v: string): string => mul(v, '(v128.const f64x2 1 0)');
const tangleBody = `${set('va', real(load('a')))} ${set('vb', real(load('b')))} ${store('z', add(get('va'), swap(get('vb'))))}
  ${set('back', `(int.add ${get('z')} (int.mul ${get('width')} (int.sub ${get('n')} (int.const 1))))`)}
  ${step('z', get('width'))} ${step('a', '(int.const 16)')} ${step('b', '(int.const 16)')}
  (if (int.gt_u ${get('n')} (int.const 2)) (then ${loopK(`(int.sub ${halves} (int.const 1))`, `
  ${set('va', load('a'))} ${set('vb', load('b'))}
  ${store('z', add(get('va'), timesI(get('vb'))))}
  ${set('va', conjugate(get('va')))} ${set('vb', conjugate(get('vb')))} ${store('back', add(get('va'), timesI(get('vb'))))}
  ${step('z', get('width'))} ${set('back', `(int.sub ${get('back')} ${get('width')})`)}
  ${step('a', '(int.const 16)')} ${step('b', '(int.const 16)')}`)}))
  ${set('va', real(load('a')))} ${set('vb', real(load('b')))} ${store('z', add(get('va'), swap(get('vb'))))}`;
