import { spelt } from '../parallel/emit/integers.ts';
import { get, range, set } from '../parallel/emit/text.ts';
import type { SplineOrder } from './grid.ts';
import { header, weightBytes } from './header.ts';
import { splineText } from './spline.ts';

/** What the particle kernels are specialised for. */
export interface ParticleShape {
  readonly order: SplineOrder;
  /** Which of the four mesh axes exist. */
  readonly present: readonly [boolean, boolean, boolean, boolean];
  readonly periodic: boolean;
}

/** Meshes that spread and gather serve at once. */
export const fieldCounts = [1, 2, 3, 4] as const;

/**
 * WebAssembly text of the particle kernels: spread1..4, gather1..4 and gradient. Every kernel has the signature
 * (header, index, from, to) and goes through particles index[from..to) (particle numbers, sorted by cell):
 *   spreadC    mesh_c(node) += charge_c W(z - node)   for the planes [firstPlane, lastPlane) of axis 0 only
 *   gatherC    out_c = sum over nodes of W mesh_c
 *   gradient   out_0 = sum of W mesh_0, out_(1+a) = its exact derivative along mesh axis a
 * Weights are the same both ways, so sums are symmetric in source and target.
 */
export function particleText(shape: ParticleShape, wide = false): string {
  const kernels = [
    ...fieldCounts.map((fields) => kernel(shape, `spread${fields}`, fields, false, spreadBody(shape, fields))),
    ...fieldCounts.map((fields) => kernel(shape, `gather${fields}`, fields, false, gatherBody(shape, fields))),
    kernel(shape, 'gradient', 1, true, gradientBody(shape)),
  ];
  return spelt(`(module (import "run" "memory" (memory int))\n${kernels.join('\n')})`, wide);
}

const load32 = (offset: number): string => `(int.load32 offset=${offset} (local.get $h))`;
const address = (offset: number): string => `(int.load offset=${offset} (local.get $h))`;
const add = (a: string, b: string): string => `(int.add ${a} ${b})`;
const fused = (to: string, a: string, b: string): string => set(to, `(f64x2.add ${get(to)} (f64x2.mul ${a} ${b}))`);
const splat = (value: string): string => `(f64x2.splat ${value})`;
const zero = '(v128.const f64x2 0 0)';
const both = (v: string): string => `(f64.add (f64x2.extract_lane 0 ${get(v)}) (f64x2.extract_lane 1 ${get(v)}))`;
const weightAt = (axis: number, k: string, derivative = false): string =>
  `(f64.load offset=${header.weights + axis * weightBytes + (derivative ? 64 : 0)} ${add(get('h'), get(k))})`;

/** The loop over particles around `body`, which finds weights, planes and the base address ready. */
function kernel(shape: ParticleShape, name: string, fields: number, derivative: boolean, body: string): string {
  const { order, present } = shape;
  const vectors = range(order / 2);
  const axes = [0, 1, 2].filter((axis) => present[axis]);
  const weights = [...axes, 3].map((axis) => axisWeights(shape, axis, derivative)).join('\n');
  return `(func (export "${name}") (param $h int) (param $index int) (param $from int) (param $to int)
  ${['i', 'base', 'cell', 'k0', 'k1', 'k2', 'a0', 'a1', 'a2'].map((k) => `(local $${k} int)`).join(' ')}
  (local $t f64) (local $f f64) (local $s0 f64) (local $s1 f64) (local $s2 f64) (local $row v128) (local $slope v128)
  ${range(6).map((k) => `(local $w${k} f64) (local $d${k} f64)`).join(' ')}
  ${vectors.map((v) => `(local $W${v} v128) (local $D${v} v128)`).join(' ')}
  ${range(4).map((c) => `(local $mesh${c} int) (local $m${c} int) (local $out${c} int) (local $q${c} f64) (local $sum${c} v128)`).join(' ')}
  (local $out4 int) (local $S v128)
  ${['va', 'vb', 'vc', 'ua', 'ub', 'uc', 'ud', 'g0', 'g1', 'g2', 'g3', 'value'].map((v) => `(local $${v} v128)`).join(' ')}
  ${range(fields).map((c) => set(`mesh${c}`, address(header.meshes + 8 * c))).join('\n')}
  ${range(derivative ? 5 : fields).map((c) => set(`out${c}`, address(header.values + 8 * c))).join('\n')}
  (block $done (loop $particles
    (br_if $done (int.ge_s ${get('from')} ${get('to')}))
    ${set('i', `(int.shl (int.load32 (int.add ${get('index')} (int.shl ${get('from')} (int.const 2)))) (int.const 3))`)}
    ${set('from', add(get('from'), '(int.const 1)'))}
    ${set('base', '(int.const 0)')}
    ${weights}
    ${body}
    (br $particles))))`;
}

/** Weights of one axis: into memory for axes 0, 1, 2 and into vectors for axis 3; adds to $base or fills the planes. */
function axisWeights({ order, periodic }: ParticleShape, axis: number, derivative: boolean): string {
  const entry = (field: number): string => `(f64.load offset=${field + 8 * axis} ${get('h')})`;
  const lines = [
    set('t', `(f64.load ${add(address(header.columns + 8 * axis), get('i'))})`),
    set('t', `(f64.mul (f64.sub ${get('t')} ${entry(header.origin)}) ${entry(header.inverseSpacing)})`),
  ];
  if (axis === 0 && periodic) {
    const turns = `(f64.floor (f64.mul ${get('t')} (f64.load offset=${header.inversePeriod} ${get('h')})))`;
    lines.push(set('t', `(f64.sub ${get('t')} (f64.mul (f64.load offset=${header.period} ${get('h')}) ${turns}))`));
  }
  lines.push(
    set('cell', `(int.trunc_sat_f64_s (f64.floor ${get('t')}))`),
    set('f', `(f64.sub ${get('t')} (f64.floor ${get('t')}))`),
    set('cell', `(int.sub ${get('cell')} (int.const ${order / 2 - 1}))`),
    splineText(order, derivative),
  );
  if (axis === 3) {
    lines.push(set('base', add(get('base'), `(int.shl ${get('cell')} (int.const 3))`)));
    for (const v of range(order / 2)) {
      lines.push(set(`W${v}`, `(f64x2.replace_lane 1 ${splat(get(`w${2 * v}`))} ${get(`w${2 * v + 1}`)})`));
      if (derivative) lines.push(set(`D${v}`, `(f64x2.replace_lane 1 ${splat(get(`d${2 * v}`))} ${get(`d${2 * v + 1}`)})`));
    }
    return lines.join('\n');
  }
  for (const k of range(order)) {
    const at = header.weights + axis * weightBytes + 8 * k;
    lines.push(`(f64.store offset=${at} ${get('h')} ${get(`w${k}`)})`);
    if (derivative) lines.push(`(f64.store offset=${at + 64} ${get('h')} ${get(`d${k}`)})`);
  }
  if (axis === 0) lines.push(...range(order).map((k) => planeOffset(k, periodic)));
  else lines.push(set('base', add(get('base'), `(int.mul ${get('cell')} ${load32(header.strides + 4 * axis)})`)));
  return lines.join('\n');
}

/** Byte offset of plane k of the particle, wrapped around a periodic axis; -1 outside [firstPlane, lastPlane). */
function planeOffset(k: number, periodic: boolean): string {
  const wrap = periodic
    ? `(if (int.lt_s ${get('a0')} (int.const 0)) (then ${set('a0', add(get('a0'), load32(header.count)))}))
       (if (int.ge_s ${get('a0')} ${load32(header.count)}) (then ${set('a0', `(int.sub ${get('a0')} ${load32(header.count)})`)}))`
    : '';
  const inside = `(i32.and (int.ge_s ${get('a0')} ${load32(header.firstPlane)}) (int.lt_s ${get('a0')} ${load32(header.lastPlane)}))`;
  const offset = `(select (int.mul ${get('a0')} ${load32(header.strides)}) (int.const -1) ${inside})`;
  return `${set('a0', add(get('cell'), `(int.const ${k})`))} ${wrap}
    (int.store32 offset=${header.planes + 4 * k} ${get('h')} ${offset})`;
}

/** The loops over planes, lines and rows: `row` sees $s2 (product of weights) and $a2 (byte offset in the mesh). */
function nest(
  shape: ParticleShape, before: readonly [string, string], row: string, after: readonly [string, string, string], products: boolean,
): string {
  const { order, present } = shape;
  const loop = (axis: 1 | 2, inner: string): string =>
    present[axis]
      ? `${set(`k${axis}`, '(int.const 0)')} (loop $loop${axis}
          ${products ? set(`s${axis}`, `(f64.mul ${get(`s${axis - 1}`)} ${weightAt(axis, `k${axis}`)})`) : ''}
          ${inner}
          ${set(`a${axis}`, add(get(`a${axis}`), load32(header.strides + 4 * axis)))}
          (br_if $loop${axis} (int.lt_u (local.tee $k${axis} ${add(get(`k${axis}`), '(int.const 8)')}) (int.const ${8 * order}))))`
      : `${products ? set(`s${axis}`, get(`s${axis - 1}`)) : ''} ${inner}`;
  const rows = `${before[1]} ${set('a2', get('a1'))} ${loop(2, `${row} ${after[2]}`)} ${after[1]}`;
  const lines = `${before[0]} ${set('a1', add(get('a0'), get('base')))} ${loop(1, rows)} ${after[0]}`;
  return `${set('k0', '(int.const 0)')} (loop $loop0
    ${set('a0', `(int.load32 offset=${header.planes} (int.add ${get('h')} (int.shr_u ${get('k0')} (int.const 1))))`)}
    (if (int.ge_s ${get('a0')} (int.const 0)) (then
      ${products ? set('s0', weightAt(0, 'k0')) : ''}
      ${lines}))
    (br_if $loop0 (int.lt_u (local.tee $k0 ${add(get('k0'), '(int.const 8)')}) (int.const ${8 * order}))))`;
}

const node = (mesh: number, v: number): string => `(v128.load offset=${16 * v} align=8 ${get(`m${mesh}`)})`;
const meshRow = (fields: number): string => range(fields).map((c) => set(`m${c}`, add(get(`mesh${c}`), get('a2')))).join(' ');

function spreadBody(shape: ParticleShape, fields: number): string {
  const charges = range(fields).map((c) => set(`q${c}`, `(f64.load ${add(get(`out${c}`), get('i'))})`));
  const give = (c: number, v: number): string =>
    `(v128.store offset=${16 * v} align=8 ${get(`m${c}`)} (f64x2.add ${node(c, v)} (f64x2.mul ${get('S')} ${get(`W${v}`)})))`;
  const row = range(fields).map(
    (c) => `${set('S', splat(`(f64.mul ${get('s2')} ${get(`q${c}`)})`))}
      ${range(shape.order / 2).map((v) => give(c, v)).join('\n')}`,
  );
  return `${charges.join('\n')} ${nest(shape, ['', ''], `${meshRow(fields)} ${row.join('\n')}`, ['', '', ''], true)}`;
}

/** Sum over the nodes of one row of mesh times the vectors `weights` (W or D). */
function rowSum(shape: ParticleShape, mesh: number, weights: 'W' | 'D'): string {
  return range(shape.order / 2)
    .map((v) => `(f64x2.mul ${node(mesh, v)} ${get(`${weights}${v}`)})`)
    .reduce((total, term) => `(f64x2.add ${total} ${term})`);
}

function gatherBody(shape: ParticleShape, fields: number): string {
  const row = `${meshRow(fields)} ${set('S', splat(get('s2')))}
    ${range(fields).map((c) => fused(`sum${c}`, get('S'), rowSum(shape, c, 'W'))).join('\n')}`;
  const store = range(fields).map((c) => `(f64.store ${add(get(`out${c}`), get('i'))} ${both(`sum${c}`)})`);
  const cleared = range(fields).map((c) => set(`sum${c}`, zero)).join(' ');
  return `${cleared} ${nest(shape, ['', ''], row, ['', '', ''], true)} ${store.join('\n')}`;
}

/** Value and gradient by nested sums: each level multiplies what the level below summed by a weight or its derivative. */
function gradientBody(shape: ParticleShape): string {
  const { present } = shape;
  const clear = (...names: string[]): string => names.map((name) => set(name, zero)).join(' ');
  const weight = (axis: number, derivative = false): string => splat(weightAt(axis, `k${axis}`, derivative));
  const one = '(v128.const f64x2 1 1)';
  const value = (axis: 1 | 2): string => (present[axis] ? weight(axis) : one);
  const slopes = (axis: 1 | 2, line: string): string => (present[axis] ? line : '');
  const row = `${meshRow(1)} ${set('row', rowSum(shape, 0, 'W'))} ${set('slope', rowSum(shape, 0, 'D'))}`;
  const afterRow = `${fused('va', value(2), get('row'))} ${fused('vc', value(2), get('slope'))}
    ${slopes(2, fused('vb', weight(2, true), get('row')))}`;
  const afterLine = `${fused('ua', value(1), get('va'))} ${fused('uc', value(1), get('vb'))} ${fused('ud', value(1), get('vc'))}
    ${slopes(1, fused('ub', weight(1, true), get('va')))}`;
  const afterPlane = `${fused('value', weight(0), get('ua'))} ${fused('g0', weight(0, true), get('ua'))}
    ${fused('g1', weight(0), get('ub'))} ${fused('g2', weight(0), get('uc'))} ${fused('g3', weight(0), get('ud'))}`;
  const store = (c: number, v: string, axis: number | null): string => {
    const slope = axis === null ? both(v) : `(f64.mul ${both(v)} (f64.load offset=${header.inverseSpacing + 8 * axis} ${get('h')}))`;
    return `(f64.store ${add(get(`out${c}`), get('i'))} ${slope})`;
  };
  const stores = [store(0, 'value', null), ...range(4).filter((a) => a === 3 || present[a]).map((a) => store(a + 1, `g${a}`, a))];
  return `${clear('value', 'g0', 'g1', 'g2', 'g3')}
    ${nest(shape, [clear('ua', 'ub', 'uc', 'ud'), clear('va', 'vb', 'vc')], row, [afterPlane, afterLine, afterRow], false)}
    ${stores.join('\n')}`;
}
