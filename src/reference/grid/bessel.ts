/** Below this argument the integral representation is summed, above it Hankel's expansion (terms down to exp(-2z)). */
const border = 20;
const quarter = 16;

/**
 * J_0(z) and J_1(z) for z >= 0 to about 1e-15. Small z: the trapezoidal rule with 64 points on
 * J_n = (1/2pi) integral cos(n t - z sin t) dt, whose error is 2 J_64(z) < 1e-30; large z: Hankel's asymptotic expansion
 * (Abramowitz & Stegun 9.1.21, 9.2.5).
 */
export function besselJ(z: number): readonly [number, number] {
  if (z < border) {
    let zero = 1;
    let one = 0;
    for (let j = 1; j <= quarter; j++) {
      const s = Math.sin((Math.PI * j) / 2 / quarter);
      const weight = j === quarter ? 1 : 2;
      zero += weight * Math.cos(z * s);
      one += weight * s * Math.sin(z * s);
    }
    return [zero / 2 / quarter, one / 2 / quarter];
  }
  return [hankel(0, z), hankel(1, z)];
}

function hankel(order: number, z: number): number {
  const mu = 4 * order * order;
  let p = 1;
  let q = 0;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    const next = (term * (mu - (2 * k - 1) ** 2)) / (8 * z * k);
    if (Math.abs(next) > Math.abs(term) || Math.abs(next) < 1e-18) break;
    term = next;
    // Signs + - - + + ... over (q, p, q, p, ...).
    if (k % 2 === 1) q += (k % 4 === 1 ? 1 : -1) * term;
    else p += (k % 4 === 2 ? -1 : 1) * term;
  }
  const phase = z - (order / 2 + 0.25) * Math.PI;
  return Math.sqrt(2 / (Math.PI * z)) * (p * Math.cos(phase) - q * Math.sin(phase));
}
