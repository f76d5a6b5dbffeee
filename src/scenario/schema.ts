import { z } from 'zod';
import { schemes } from '../dynamics/catalogue.ts';
import { kappas, mollifiers } from '../physics/catalogue.ts';
import type { KappaChoice, KappaKind, ParameterSpec } from '../contracts.ts';
import { durationForm, durationSeconds } from './duration.ts';
import { choice, either, field, flag, integer, mapping, number, perAxis, text, variants } from './fields.ts';

/**
 * What a user may write: structure, types, ranges of single values, defaults that are constants. Defaults that depend
 * on other values are filled in by `resolve.ts`, and rules between values are in `rules.ts`.
 * Kernels, mollifiers and schemes come from the catalogue.
 */

/** Particles, and the points of Sobol's sequence, are counted in 31 bits; how many fit in memory depends on the ranks. */
export const mostParticles = 2e9;

const positive = { minimum: 0, exclusive: true } as const;

function parameterSchema(spec: ParameterSpec): z.ZodType {
  if (spec.type === 'expression') return text(spec.description, 'an expression in r, for example "1/(1+r^2)"');
  return number(spec.description, { minimum: spec.minimum, exclusive: spec.exclusive });
}

function kappaSchema(kind: KappaKind): z.ZodObject {
  const parameters = Object.entries(kind.parameters).map(([name, spec]) => [name, parameterSchema(spec)] as const);
  const schema = mapping({ kind: z.literal(kind.name), ...Object.fromEntries(parameters) });
  const open = Object.values(kind.parameters).some(({ type }) => type === 'expression');
  return (open ? schema.catchall(number('A number that the expression may use by this name')) : schema)
    .describe(`${kind.summary} (${kind.source})`);
}

const kappaKinds = kappas.map(kappaSchema) as [z.ZodObject, ...z.ZodObject[]];
const kappa = variants('kind', kappaKinds).describe('Spatial interaction kernel') as unknown as z.ZodType<KappaChoice>;

const equation = mapping({
  dimensions: mapping({
    x: integer('Dimensions of position space; 0: spatially homogeneous', { minimum: 0, maximum: 3 }),
    v: integer('Dimensions of velocity space', { minimum: 2, maximum: 3 }),
  }),
  gamma: number('Exponent of N(w) = |w|^(gamma+2) (I - w w^T / |w|^2); -3 Coulomb, 0 Maxwell molecules', { minimum: -3, maximum: 1 }),
  strength: number('Factor of the collision operator', positive).default(1),
  softening: number('delta of the projected kernel (|w|^2 + delta)^(gamma/2) (|w|^2 I - w w^T)', { minimum: 0 }).default(0),
  kappa: kappa.default({ kind: 'constant' }),
  regularisation: mapping({
    delta: number("delta of the paper's N_delta, kappa_delta and damped transport", { minimum: 0 }),
    epsilon: number("epsilon of the paper's viscosity", { minimum: 0 }),
  }).describe("The paper's approximating system (2.34); does not conserve energy").optional(),
});

const domain = mapping({
  x: variants('kind', [
    mapping({ kind: z.literal('periodic'), length: perAxis(number('Length of the box along each axis', positive)) }),
    mapping({ kind: z.literal('free') }),
  ]),
});

const profile = variants('kind', [
  mapping({ kind: z.literal('uniform') }),
  mapping({
    kind: z.literal('cosine'),
    amplitude: perAxis(number('Amplitude of 1 + amplitude cos(2 pi mode x / length)', { minimum: -1, maximum: 1 })),
    mode: perAxis(integer('Whole number of waves in the box', { minimum: 0 })).default(1),
  }),
  mapping({
    kind: z.literal('gaussian'),
    mean: perAxis(number('Centre')).default(0),
    width: perAxis(number('Standard deviation', positive)),
  }),
]);

const maxwellian = mapping({
  mass: number('Mass of the component', positive).default(1),
  velocity: perAxis(number('Mean velocity')).default(0),
  temperature: perAxis(number('Temperature (variance of v) along each velocity axis', positive)),
  space: profile.describe('Distribution in x (default: uniform in a periodic box)').optional(),
  velocityGradient: z
    .array(z.array(number('Entry of G')), 'expected a list of rows')
    .describe('G, one row per velocity axis: adds G x to the mean velocity')
    .optional(),
});

const normalise = either("moments, mass or false", [
  choice('What the weights keep exactly: mass, momentum and second moments, or the mass', ['moments', 'mass']),
  flag('true means mass; false keeps f0 * cell volume'),
]).default('moments');

const boxPart = mapping({
  centre: perAxis(number('Centre of the box')).default(0),
  halfWidth: perAxis(number('Half the edge of the box', positive)),
});

const byFormulas = {
  normalise,
  mass: number('f0 is scaled to this mass (default: the mass of the formulas)', positive).optional(),
  parameters: z
    .record(z.string().regex(/^[A-Za-z]\w*$/), number('Value'), 'expected a mapping from names (letters, digits and _) to numbers')
    .describe('Numbers that the formulas may use by name')
    .default({}),
  box: mapping({ position: boxPart.optional(), velocity: boxPart.optional() })
    .describe('Where f0 lives: x in free space, v where f0 is a formula (default: the box of the lattice)')
    .prefault({}),
};

const profiles = mapping({
  density: field('Particles per unit of volume, a formula of x, y, z; without x the mass'),
  velocity: perAxis(field('Mean velocity, a formula of x, y, z')).default(0),
  temperature: perAxis(field('Temperature (variance of v) along each velocity axis, a formula of x, y, z')),
});

const initial = variants('kind', [
  mapping({
    kind: z.literal('maxwellians'),
    normalise,
    components: z.array(maxwellian, 'expected a list of components (lines that begin with "- ")').min(1, 'expected at least one component'),
  }),
  mapping({
    kind: z.literal('profiles'), ...byFormulas,
    components: z.array(profiles, 'expected a list of components (lines that begin with "- ")').min(1, 'expected at least one component'),
  }),
  mapping({ kind: z.literal('formula'), density: field('f0, a formula of x, y, z, v_x, v_y, v_z'), ...byFormulas }),
  mapping({ kind: z.literal('bkw'), normalise, time: number("Time on the solution's own clock").default(0) }),
  mapping({ kind: z.literal('arrow'), file: text('Arrow file with the snapshot columns, relative to the scenario', 'a file name') }),
]);

const count = integer('Number of lattice cells along each axis', { minimum: 1, maximum: 1e6 });

const particles = variants('sampling', [
  mapping({
    sampling: z.literal('lattice'),
    position: mapping({
      count: perAxis(count),
      halfWidth: perAxis(number('Free space: half the edge of the sampled box', positive)).optional(),
      centre: perAxis(number('Free space: centre of the sampled box')).optional(),
    }).optional(),
    velocity: mapping({
      count: perAxis(count),
      halfWidth: perAxis(number('Half the edge of the sampled box in velocity', positive)),
      centre: perAxis(number('Centre of the sampled box in velocity')).default(0),
    }),
    trim: number(
      'Particles lighter than this times the heaviest are left out (default with score auto or galerkin: 1e-8; 1e-6 in 0X and for beams, ' +
        'two Maxwellians more than two thermal speeds apart; else 0)',
      { minimum: 0, maximum: 0.5 },
    ).optional(),
    remap: either('auto, never or { every: time }', [
      choice('Galerkin score: lay the particles on a fresh lattice before the old one recurs', ['auto', 'never']),
      mapping({ every: number('Time between remaps', positive) }),
    ]).default('auto'),
    stagger: either('auto, velocity, true or false', [
      choice(
        'velocity: shift the velocities from position cell to position cell; ' +
          'auto: that where equal velocities are singular, else true with score auto or galerkin in a periodic box',
        ['auto', 'velocity'],
      ),
      flag('true: shift the positions from velocity cell to velocity cell'),
    ]).default('auto'),
  }),
  mapping({
    sampling: z.enum(['sobol', 'random']),
    count: integer('Number of particles', { minimum: 1, maximum: mostParticles }),
  }),
  mapping({ sampling: z.literal('given') }).describe("The particles of `initial.kind: arrow`'s file"),
]);

const mollifier = mapping({
  kind: choice('Shape of the blob', mollifiers.map(({ name }) => name)).default('gaussian'),
  width: either('a mapping with position and velocity, or with rule, factor and exponent', [
    mapping({
      position: perAxis(number('Standard deviation along each position axis', positive)).optional(),
      velocity: number('Standard deviation in velocity', positive),
    }),
    mapping({
      rule: choice('Width from the lattice spacing h: factor * h^exponent', ['lattice']),
      factor: number('Factor', positive),
      exponent: number('Exponent', positive).default(1),
    }),
  ])
    .describe('Standard deviations of the blob (default on a lattice: 0.9 h)')
    .optional(),
  variancePreserving: flag(
    'Contract the sources so that the smoothed density keeps mean and temperature (default: true, false for the quadrature score)',
  ).optional(),
  comoving: either('true, false, { reset: time } or { relax: rate }', [
    flag('Measure x in the free-streaming label xi = x - tau v'),
    mapping({ reset: number('Start the label anew every so often', positive) }),
    mapping({ relax: number('Rate nu of the saturating label tau = (1 - exp(-nu t))/nu', positive) }),
  ])
    .describe('Co-moving label (default: true where x exists; false under equation.regularisation, whose transport is not free)')
    .optional(),
});

const time = mapping({
  scheme: choice('Time scheme of the collisions', schemes.map(({ name }) => name)).default('discrete-gradient'),
  splitting: choice('Splitting of transport and collisions; none: rk4 moves x and v together (Galerkin score)', ['lie', 'strang', 'none'])
    .default('strang'),
  step: either('a number, or { adaptive: tolerance, max: step }', [
    number('Time step', positive),
    mapping({
      adaptive: number('Local error tolerance', { minimum: 0, exclusive: true, maximum: 1 }), max: number('Largest step', positive),
    }),
  ]).describe(
    'Time step. A fixed one is kept: an output comes after the first step that reaches its time; the end, resets, remaps and a failing ' +
    'solver alone cut it. Adaptive steps land on the outputs',
  ),
  end: number('End of the run', positive),
  substeps: mapping({ collisions: integer('Collision steps in one transport step', { minimum: 1, maximum: 10_000 }).default(1) }).prefault(
    {},
  ),
  solver: mapping({
    tolerance: number('Relative tolerance of the implicit solve, weighted norm', { minimum: 0, exclusive: true, maximum: 1e-2 }).default(
      1e-12,
    ),
    maxIterations: integer('Iterations before the step is shrunk', { minimum: 1, maximum: 100_000 }).default(200),
    depth: integer('Depth of the Anderson acceleration', { minimum: 0, maximum: 50 }).default(6),
  })
    .describe('Solver of the implicit schemes')
    .prefault({}),
  restoreEnergy: flag('Explicit schemes: put the energy back after each collision step').default(false),
  energyBound: number('Energy drift, over the thermal energy, beyond which the run stops itself', positive).default(1e-2),
});

const sums = mapping({
  method: choice('How pair sums are done', ['auto', 'direct', 'mesh', 'random-batch']).default('auto'),
  tolerance: number('Relative error the mesh sums may make', { minimum: 0, exclusive: true, maximum: 1 }).default(1e-3),
  batch: integer('Particles in one random batch', { minimum: 2, maximum: 1e6 }).default(64),
  truncation: number('Relative tolerance for leaving out far pairs of the blob; 0 keeps all', { minimum: 0, maximum: 0.1 }).default(0),
  moments: flag('Use exact O(N) moment sums where the physics allows').default(true),
});

const duration = z
  .string('expected a duration such as 30m')
  .refine((written) => durationForm.test(written) && durationSeconds(written) !== undefined, 'expected a duration such as 30m or 1h30m')
  .meta({ pattern: durationForm.source })
  .describe('A duration such as 30m or 1h30m');

const every = number('Time between outputs', positive);

const output = mapping({
  diagnostics: mapping({ every }).describe('Rows of diagnostics.arrow (default: end / 20)').optional(),
  snapshots: mapping({
    every: every.optional(),
    columns: z
      .array(text('Column name'), 'expected a list of column names')
      .min(1, 'expected at least one column name')
      .describe('Columns to write (default: all)')
      .optional(),
    stride: integer('Write every n-th particle', { minimum: 1 }).default(1),
    precision: choice('Number format of the columns', ['float64', 'float32']).default('float64'),
  })
    .describe('Batches of snapshots.arrow (default: end / 4)')
    .optional(),
  checkpoint: mapping({
    every: every.optional(),
    wall: either('a duration such as 30m or 1h30m, or seconds', [duration, number('Wall seconds between checkpoints', positive)])
      .describe('Longest time on the wall between two checkpoints: 30m, 2h, or seconds. Changes no number of the run')
      .optional(),
  })
    .describe('Checkpoints, by the time of the run (every), by that on the wall, or both (default: as the snapshots)')
    .optional(),
  profiles: mapping({ every })
    .describe('Batches of profiles.arrow: n, u, T, q over x in periodic boxes of one or two dimensions (default: as the snapshots)')
    .optional(),
});

const space = (description: string) =>
  either('auto or a whole number', [choice(description, ['auto']), integer(description, { minimum: 0, maximum: 30 })]).default('auto');

const score = either('auto, galerkin, particle-sum, quadrature or one-sided, or { kind: galerkin, degree: ..., modes: ... }', [
  choice('Where the score comes from: the better of Galerkin and blob at t = 0; a fit by functions; the entropy of a blob', [
    'auto', 'galerkin', 'particle-sum', 'quadrature', 'one-sided',
  ]),
  mapping({
    kind: z.literal('galerkin'),
    degree: space('Degree in v of the score'),
    modes: space('Largest wave number (sum over the axes) of the score'),
  }),
]).default('auto');

const name = z
  .string('expected a name')
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'expected a name of letters, digits, dots, hyphens and underscores: it names the run folder')
  .describe('Name of the run and of its folder (default: the file name)');

export const scenarioSchema = mapping({
  name: name.optional(),
  equation,
  domain: domain.describe('Where x lives; left out when dimensions.x is 0').optional(),
  initial,
  particles: particles.describe("Left out when the particles come from an Arrow file").optional(),
  mollifier: mollifier.prefault({}),
  score,
  time,
  sums: sums.prefault({}),
  output: output.prefault({}),
  seed: integer('Seed of every random stream of the run', { minimum: 0 }).default(1),
}).describe('A fuzzy Landau run');

/** A scenario as written: constant defaults filled in, lengths and rules not yet checked. */
export type WrittenScenario = z.output<typeof scenarioSchema>;
