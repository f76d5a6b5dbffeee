/**
 * a^exponent for a > 0. Half integers, the common case of |u|^gamma, by square roots; small integers by products; the
 * rest as exp(exponent log a).
 * Never Math.pow: its bits differ between versions of Node (20 and 24, for one), those of exp and log do not.
 */
export function power(a: number, exponent: number): number {
  switch (exponent) {
    case -1.5: return 1 / (a * Math.sqrt(a));
    case -2: return 1 / (a * a);
    case -1: return 1 / a;
    case -0.5: return 1 / Math.sqrt(a);
    case 0: return 1;
    case 0.5: return Math.sqrt(a);
    case 1: return a;
    case 1.5: return a * Math.sqrt(a);
    case 2: return a * a;
    case 3: return a * a * a;
    default: return Math.exp(exponent * Math.log(a));
  }
}
