import { Refusal } from '../refusal.ts';
import { gradedEdges, panels } from './quadrature.ts';

export interface BkwOptions {
  /** Velocity dimensions, 2 or 3. */
  readonly dimensions: 2 | 3;
  /** Strength s of the collision operator. */
  readonly strength: number;
  /** Total mass M; the density is M times the unit-mass one and relaxes M times as fast. Default 1. */
  readonly mass?: number;
  /** Volume of the box when f depends (trivially) on x: f is divided by it. Default 1. */
  readonly volume?: number;
}

export interface Bkw {
  /** K(t) = 1 - C exp(-2 (d-1) s M t). Throws when t is so early that the density would be negative. */
  parameter(time: number): number;
  /** f at squared speed |v|^2. */
  density(time: number, speedSquared: number): number;
  /** -integral of f log f over v and the box, by quadrature to about 1e-12. */
  entropy(time: number): number;
  /** integral of |grad_v f|^2 / f over v and the box, by quadrature to about 1e-12. */
  fisher(time: number): number;
  /** <|v|^2> / d: 1 at all times. */
  temperature(time: number): number;
}

/**
 * The Bobylev-Krook-Wu solution of the homogeneous Landau equation for Maxwell molecules (gamma = 0), in 2V with
 * C = 1/2 and in 3V with C = 2/5 (positive from time 0 on); Krook & Wu 1977, Bobylev 1975.
 */
export function bkw({ dimensions: d, strength, mass = 1, volume = 1 }: BkwOptions): Bkw {
  const c = d === 2 ? 1 / 2 : 2 / 5;
  const lowest = d / (d + 2);
  const parameter = (time: number): number => {
    const k = 1 - c * Math.exp(-2 * (d - 1) * strength * mass * time);
    // Written so that NaN is refused too; time 0 itself may round to just below the bound.
    if (!(k >= lowest - 1e-14)) {
      throw new Refusal('input', `BKW in ${d}V is positive only from time 0 on: time ${time} gives K = ${k} < ${lowest}`);
    }
    return k;
  };
  const coefficients = (time: number) => {
    const k = parameter(time);
    const norm = (mass / volume) * (2 * Math.PI * k) ** (-d / 2);
    return { k, norm, constant: Math.max(0, ((d + 2) * k - d) / (2 * k)), quadratic: (1 - k) / (2 * k * k) };
  };
  /** Integral over v and the box of an integrand of the radius. */
  const radial = (k: number, integrand: (r: number) => number): number => {
    const rule = panels(gradedEdges(14 * Math.sqrt(k), 14, 12), 20);
    let total = 0;
    rule.nodes.forEach((r, i) => (total += rule.weights[i] * r ** (d - 1) * integrand(r)));
    return volume * 2 * (d - 1) * Math.PI * total;
  };
  const density = (time: number, speedSquared: number): number => {
    const { k, norm, constant, quadratic } = coefficients(time);
    return norm * Math.exp(-speedSquared / (2 * k)) * (constant + quadratic * speedSquared);
  };
  return {
    parameter,
    density,
    entropy: (time) => {
      const k = parameter(time);
      return radial(k, (r) => {
        const f = density(time, r * r);
        return f > 0 ? -f * Math.log(f) : 0;
      });
    },
    fisher: (time) => {
      const { k, norm, constant, quadratic } = coefficients(time);
      return radial(k, (r) => {
        const bracket = constant + quadratic * r * r;
        const slope = r * (2 * quadratic - bracket / k);
        return (norm * Math.exp((-r * r) / (2 * k)) * slope * slope) / bracket;
      });
    },
    temperature: (time) => {
      const k = parameter(time);
      return radial(k, (r) => r * r * density(time, r * r)) / (d * mass);
    },
  };
}
