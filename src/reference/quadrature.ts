export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** Gauss-Legendre nodes and weights on [-1, 1], by Newton's method on the Legendre recurrence. */
export function gaussLegendre(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let z = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let iteration = 0; iteration < 100; iteration++) {
      let previous = 0;
      let value = 1;
      for (let n = 0; n < count; n++) [previous, value] = [value, ((2 * n + 1) * z * value - n * previous) / (n + 1)];
      slope = (count * (z * value - previous)) / (z * z - 1);
      const change = value / slope;
      z -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    nodes[i] = -z;
    weights[i] = 2 / ((1 - z * z) * slope * slope);
  }
  return { nodes, weights };
}

/** Composite Gauss-Legendre rule on the panels between consecutive `edges`, `count` nodes each. */
export function panels(edges: readonly number[], count: number): Quadrature {
  const base = gaussLegendre(count);
  const nodes = new Float64Array((edges.length - 1) * count);
  const weights = new Float64Array(nodes.length);
  for (let p = 0; p + 1 < edges.length; p++) {
    const half = (edges[p + 1] - edges[p]) / 2;
    for (let i = 0; i < count; i++) {
      nodes[p * count + i] = edges[p] + half * (1 + base.nodes[i]);
      weights[p * count + i] = half * base.weights[i];
    }
  }
  return { nodes, weights };
}

/**
 * Panel edges on [0, end]: `uniform` equal panels, the first one cut in halves `gradings` times towards 0, where
 * integrands behave like a power or a logarithm.
 */
export function gradedEdges(end: number, uniform: number, gradings: number): number[] {
  const edges = [0];
  for (let level = gradings; level > 0; level--) edges.push((end / uniform) * 2 ** -level);
  for (let p = 1; p <= uniform; p++) edges.push((end * p) / uniform);
  return edges;
}
