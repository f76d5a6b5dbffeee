/** Nodes and weights of the 16-point Gauss-Legendre rule on [-1, 1], by Newton's method on the Legendre polynomial. */
export const legendreRule: readonly (readonly [number, number])[] = rule(16);

function rule(n: number): [number, number][] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let round = 0; round < 20; round++) {
      let [before, value] = [1, x];
      for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
      slope = (n * (before - x * value)) / (1 - x * x);
      const change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    return [x, 2 / ((1 - x * x) * slope * slope)];
  });
}

/** Nodes and weights of the composite rule on the panels between consecutive `edges`. */
export function compositeRule(edges: readonly number[]): { readonly nodes: Float64Array; readonly weights: Float64Array } {
  const points = legendreRule.length;
  const nodes = new Float64Array(points * (edges.length - 1));
  const weights = new Float64Array(nodes.length);
  for (let panel = 0; panel + 1 < edges.length; panel++) {
    const half = (edges[panel + 1] - edges[panel]) / 2;
    const middle = (edges[panel + 1] + edges[panel]) / 2;
    legendreRule.forEach(([x, weight], i) => {
      nodes[panel * points + i] = middle + half * x;
      weights[panel * points + i] = half * weight;
    });
  }
  return { nodes, weights };
}
