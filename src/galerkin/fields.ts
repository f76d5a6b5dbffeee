import { indexCount } from './hermite.ts';
import { lowered, type Basis, type Range } from './basis.ts';
import { alongSpace, mirrored, numbering, type Products } from './products.ts';

/** A vector field of v: sum of factor he_beta(c) e_component. */
export type VelocityField = readonly { readonly component: number; readonly beta: number; readonly factor: number }[];

/**
 * A finite-dimensional space of vector fields phi_a(x, v) = F_k(x) p(v), in which score, rate and displacement live. It
 * contains the constants and c, so that momentum and energy are kept whatever the particles.
 */
export interface FieldSpace {
  /** Scalar functions that the components of the fields are made of. */
  readonly basis: Basis;
  /** The functions that the fields' components, and their velocity derivatives, need. */
  readonly range: Range;
  readonly derivatives: Range;
  readonly fields: readonly VelocityField[];
  /** Numbers of the fields that go with each space function. */
  readonly members: readonly (readonly number[])[];
  readonly offset: readonly number[];
  readonly size: number;
  readonly dimensions: number;
}

/**
 * Fields F_k grad_v he_alpha, 1 <= |alpha| <= 1 + the degree of F_k in `basis`, and F_k with every field of degree <= free(k)
 * in v. The gradients make the linearised flow stable; the free cubics make
 * the second-moment equations of gamma = 0 exact, whose test fields N(v - v*) S (v - v*) have a curl.
 */
export function fieldSpace(basis: Basis, free: (k: number) => number): FieldSpace {
  const dimensions = basis.centre.length;
  const number = numbering(dimensions, basis.degree + 1);
  const indices = [...number.keys()].map((key) => key.split(',').map(Number));
  const fields: VelocityField[] = [];
  const numbers = new Map<string, number>();
  // The same field is kept once.
  const remember = (name: string, make: () => VelocityField): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, fields.length);
    return fields.push(make()) - 1;
  };
  const members = basis.extent.map((_, k): number[] => {
    const degree = basis.recipe.degrees[k] + 1;
    const freeDegree = Math.min(free(k), degree - 1);
    const own: number[] = [];
    componentFields(dimensions, freeDegree).forEach((field, n) => own.push(remember(`component ${n}`, () => field)));
    for (const alpha of indices) {
      const total = alpha.reduce((sum, n) => sum + n, 0);
      // A gradient of degree <= freeDegree + 1 is among the component fields already.
      if (total >= Math.max(1, freeDegree + 2) && total <= degree)
        own.push(remember(`gradient ${alpha.join()}`, () => gradientField(basis, alpha, number)));
    }
    return own;
  });
  const offset: number[] = [];
  let size = 0;
  for (const own of members) {
    offset.push(size);
    size += own.length;
  }
  return { basis, range: lowered(basis, 0), derivatives: lowered(basis, 1), fields, members, offset, size, dimensions };
}

function componentFields(dimensions: number, degree: number): VelocityField[] {
  const count = indexCount(dimensions, degree);
  return Array.from({ length: count * dimensions }, (_, n) => [{ component: n % dimensions, beta: Math.floor(n / dimensions), factor: 1 }]);
}

/** grad_v he_alpha(c) = sum_d sqrt(alpha_d) / scale_d he_{alpha - e_d} e_d. */
function gradientField(basis: Basis, alpha: readonly number[], number: ReadonlyMap<string, number>): VelocityField {
  return alpha.flatMap((n, d) => {
    if (n === 0) return [];
    const beta = number.get(alpha.map((m, e) => (e === d ? m - 1 : m)).join())!;
    return [{ component: d, beta, factor: Math.sqrt(n) / basis.scale[d] }];
  });
}

/**
 * Components of the field sum_a coefficients_a phi_a as coefficients over `space.range`: dimensions blocks of range.size,
 * component after component.
 */
export function components(space: FieldSpace, coefficients: ArrayLike<number>, into: Float64Array): void {
  const { range, fields, members, offset } = space;
  into.fill(0);
  members.forEach((own, k) =>
    own.forEach((number, n) => {
      const c = coefficients[offset[k] + n];
      for (const { component, beta, factor } of fields[number]) into[component * range.size + range.offset[k] + beta] += factor * c;
    }),
  );
}

/** Inner products b_a = sum over the moments G_j(k, beta) of a vector column with the functions: the transpose of `components`. */
export function innerProducts(space: FieldSpace, gathered: Float64Array, into: Float64Array): void {
  const { range, fields, members, offset } = space;
  members.forEach((own, k) =>
    own.forEach((number, n) => {
      let sum = 0;
      for (const { component, beta, factor } of fields[number]) sum += factor * gathered[component * range.size + range.offset[k] + beta];
      into[offset[k] + n] = sum;
    }),
  );
}

/** Derivatives along velocity axes: he_beta -> sqrt(beta_l) / scale_l he_{beta - e_l}, as (index, factor) tables by axis. */
export interface Derivatives {
  readonly index: readonly Int32Array[];
  readonly factor: readonly Float64Array[];
}

export function velocityDerivatives(basis: Basis): Derivatives {
  const number = numbering(basis.centre.length, basis.degree);
  const index = basis.centre.map((_, l) => Int32Array.from(basis.velocity, (beta) =>
    beta[l] === 0 ? 0 : number.get(beta.map((n, d) => (d === l ? n - 1 : n)).join())!));
  const factor = basis.centre.map((_, l) => Float64Array.from(basis.velocity, (beta) => Math.sqrt(beta[l]) / basis.scale[l]));
  return { index, factor };
}

/**
 * Coefficients over `space.derivatives` of d(component j)/dv_l for all (j, l): dimensions^2 blocks, block j dimensions + l;
 * `from` holds the components (see `components`).
 */
export function jacobianCoefficients(space: FieldSpace, { index, factor }: Derivatives, from: Float64Array, into: Float64Array): void {
  const { range, derivatives, dimensions } = space;
  into.fill(0);
  for (let j = 0; j < dimensions; j++) {
    for (let l = 0; l < dimensions; l++) {
      const block = (j * dimensions + l) * derivatives.size;
      for (let k = 0; k < range.extent.length; k++) {
        for (let beta = 0; beta < range.extent[k]; beta++) {
          if (factor[l][beta] === 0) continue;
          into[block + derivatives.offset[k] + index[l][beta]] += factor[l][beta] * from[j * range.size + range.offset[k] + beta];
        }
      }
    }
  }
}

/** R_a = sum_i sum_jl Y_jl(i) d(phi_a)_j/dv_l (z_i) from the moments of the columns Y_jl: the transpose of the Jacobian. */
export function jacobianProducts(space: FieldSpace, { index, factor }: Derivatives, gathered: Float64Array, into: Float64Array): void {
  const { derivatives, dimensions, fields, members, offset } = space;
  members.forEach((own, k) =>
    own.forEach((number, n) => {
      let sum = 0;
      for (const { component, beta, factor: weight } of fields[number]) {
        for (let l = 0; l < dimensions; l++) {
          if (factor[l][beta] === 0) continue;
          const block = (component * dimensions + l) * derivatives.size;
          sum += weight * factor[l][beta] * gathered[block + derivatives.offset[k] + index[l][beta]];
        }
      }
      into[offset[k] + n] = sum;
    }),
  );
}

/**
 * Sums of the divergences, sum_i w_i div_v phi_a(z_i), from the moments of the product basis, whose space functions include
 * those of the space and whose degrees reach beyond its fields'.
 */
export function divergences({ basis, fields, members, offset, size }: FieldSpace, products: Products, moments: Float64Array): Float64Array {
  const large = products.basis;
  const rows = new Map(large.space.map((row, q) => [row.join(), q]));
  const number = numbering(basis.centre.length, basis.degree);
  const ofField = fields.map((field) =>
    field.flatMap(({ component, beta, factor }) => {
      const index = basis.velocity[beta];
      const n = index[component];
      if (n === 0) return [];
      const lower = number.get(index.map((m, d) => (d === component ? m - 1 : m)).join())!;
      return [{ lower, factor: (factor * Math.sqrt(n)) / basis.scale[component] }];
    }),
  );
  const result = new Float64Array(size);
  members.forEach((own, k) => {
    const from = large.offset[rows.get(basis.space[k].join())!];
    own.forEach((field, n) => {
      result[offset[k] + n] = ofField[field].reduce((sum, { lower, factor }) => sum + factor * moments[from + lower], 0);
    });
  });
  return result;
}

/** Gram matrix N_ab = sum_i w_i phi_a . phi_b from the moments of the product basis; row-major size x size. */
export function gramMatrix(space: FieldSpace, products: Products, moments: Float64Array): Float64Array {
  const { fields, members, offset, size } = space;
  const matrix = new Float64Array(size * size);
  const ofFields = new Float64Array(fields.length * fields.length);
  for (const { velocity, pairs } of alongSpace(products, moments)) {
    fieldPairs(fields, velocity, products.count, ofFields);
    for (const { k, l, factor } of pairs) {
      members[k].forEach((a, m) => {
        const row = (offset[k] + m) * size + offset[l];
        members[l].forEach((b, n) => (matrix[row + n] += factor * ofFields[a * fields.length + b]));
      });
    }
  }
  return mirrored(matrix, size);
}

/** p_a . p_b for all velocity fields, from the products of their components. */
function fieldPairs(fields: readonly VelocityField[], velocity: Float64Array, count: number, into: Float64Array): void {
  for (let a = 0; a < fields.length; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (const s of fields[a])
        for (const t of fields[b]) if (s.component === t.component) sum += s.factor * t.factor * velocity[s.beta * count + t.beta];
      into[a * fields.length + b] = sum;
      into[b * fields.length + a] = sum;
    }
  }
}
