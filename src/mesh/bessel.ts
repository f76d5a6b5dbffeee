/** Where the power series hands over to the asymptotic expansion; both are good to 3e-11 there. */
const crossover = 14;

/** J_n(x) for n = 0, 1 and x >= 0, absolute error below 3e-11 (NIST DLMF 10.2.2 and 10.17.3). */
export function besselJ(n: 0 | 1, x: number): number {
  return x < crossover ? series(n, x) : asymptotic(n, x);
}

function series(n: 0 | 1, x: number): number {
  const square = (-x * x) / 4;
  let term = n === 0 ? 1 : x / 2;
  let total = term;
  for (let k = 1; k < 60 && Math.abs(term) > 1e-18; k++) {
    term *= square / (k * (k + n));
    total += term;
  }
  return total;
}

function asymptotic(n: 0 | 1, x: number): number {
  const mu = 4 * n * n;
  let term = 1;
  let [p, q] = [1, 0];
  for (let k = 1; k <= 2 * crossover; k++) {
    const next = (term * (mu - (2 * k - 1) ** 2)) / (k * 8 * x);
    if (Math.abs(next) > Math.abs(term) || Math.abs(next) < 1e-17) break;
    term = next;
    // P = 1 - a2/x^2 + ..., Q = a1/x - a3/x^3 + ...
    if (k % 2 === 1) q += (k % 4 === 1 ? 1 : -1) * term;
    else p += (k % 4 === 0 ? 1 : -1) * term;
  }
  const phase = x - (n / 2 + 0.25) * Math.PI;
  return Math.sqrt(2 / (Math.PI * x)) * (p * Math.cos(phase) - q * Math.sin(phase));
}
