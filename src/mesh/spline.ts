import type { MeshAxis, SplineOrder } from './grid.ts';

/**
 * Cardinal B-splines as WebAssembly text. For a point at distance f in [0, 1) behind node c, weight k belongs to node
 * c - (order/2 - 1) + k. Recursion of de Boor in the in-place form of smooth particle-mesh Ewald (Essmann et al. 1995,
 * (4.1)); the derivative is the difference of the splines one order below, so it is exact.
 */
export function splineText(order: SplineOrder, derivative: boolean): string {
  const w = (k: number): string => `(local.get $w${k})`;
  const set = (k: number, value: string): string => `(local.set $w${k} ${value})`;
  const c = (value: number): string => `(f64.const ${value})`;
  const f = '(local.get $f)';
  const raise = (k: number): string[] => {
    const lines = [set(k - 1, `(f64.mul ${c(1 / (k - 1))} (f64.mul ${f} ${w(k - 2)}))`)];
    for (let l = 1; l < k - 1; l++) {
      const left = `(f64.mul (f64.add ${f} ${c(l)}) ${w(k - l - 2)})`;
      const right = `(f64.mul (f64.sub ${c(k - l)} ${f}) ${w(k - l - 1)})`;
      lines.push(set(k - l - 1, `(f64.mul ${c(1 / (k - 1))} (f64.add ${left} ${right}))`));
    }
    return [...lines, set(0, `(f64.mul ${c(1 / (k - 1))} (f64.mul (f64.sub ${c(1)} ${f}) ${w(0)}))`)];
  };
  const lines = [set(0, `(f64.sub ${c(1)} ${f})`), set(1, f)];
  for (let k = 3; k < order; k++) lines.push(...raise(k));
  if (derivative) {
    lines.push(`(local.set $d0 (f64.neg ${w(0)}))`);
    for (let k = 1; k < order - 1; k++) lines.push(`(local.set $d${k} (f64.sub ${w(k - 1)} ${w(k)}))`);
    lines.push(`(local.set $d${order - 1} ${w(order - 2)})`);
  }
  return [...lines, ...raise(order)].join('\n');
}

/** The node before the point, as the kernels find it (bit for bit), in [0, count) on a periodic axis. */
export function cellOf(axis: MeshAxis, coordinate: number): number {
  const t = (coordinate - axis.origin) * (1 / axis.spacing);
  if (!axis.periodic) return Math.floor(t);
  const cell = Math.floor(t - axis.count * Math.floor(t * (1 / axis.count)));
  return cell >= axis.count ? cell - axis.count : Math.max(cell, 0);
}

/** Fourier transform of the B-spline at mode m of n: (sin(pi m/n) / (pi m/n))^order. */
export function splineTransform(order: SplineOrder, m: number, n: number): number {
  if (m === 0) return 1;
  const x = (Math.PI * m) / n;
  const sine = Math.sin(x) / x;
  const square = sine * sine;
  return order === 4 ? square * square : square * square * square;
}
