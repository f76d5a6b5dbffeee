import type { Column, Particles } from '../../contracts.ts';
import { axisNames } from '../../math/axes.ts';
import { compensatedSum } from '../../math/sum.ts';
import { boxLength } from '../../state/box.ts';
import { columnsOf, type Diagnostic, type DiagnosticCurve, type Dimensions, type Family, type Observed } from '../diagnostic.ts';
import { recordedWaves, waveName } from '../wave-names.ts';

const ordinals = { 1: 'first', 2: 'second', 3: 'third' } as const;

/** A density mode over the mass: sum_i w_i exp(-2 pi i n x / length) / sum_i w_i = modulus exp(i phase). */
interface Mode {
  readonly modulus: number;
  /** In (-pi, pi]. */
  readonly phase: number;
}

const none: Mode = { modulus: NaN, phase: NaN };

function densityMode({ weight, count, share }: Particles, x: Column, k: number): Mode {
  const real = compensatedSum(count, (i) => weight[i] * Math.cos(k * x[i]), share);
  const imaginary = -compensatedSum(count, (i) => weight[i] * Math.sin(k * x[i]), share);
  const mass = compensatedSum(count, (i) => weight[i], share);
  return { modulus: Math.hypot(real, imaginary) / mass, phase: Math.atan2(imaginary, real) };
}

/** The recorded modes along each axis of x. Of one output time they are summed up once, for moduli and phases. */
function densityModes(observed: Observed): readonly (readonly Mode[])[] {
  const { scenario, particles } = observed;
  const length = boxLength(scenario);
  const modes = known.get(observed) ?? recordedWaves.map((waves) => particles.position.map((x, d) =>
    (length ? densityMode(particles, x, (2 * Math.PI * waves) / length[d]) : none)));
  known.set(observed, modes);
  return modes;
}

const known = new WeakMap<Observed, readonly (readonly Mode[])[]>();

const common = { components: 'x', about: 'solution', missing: (scenario) => boxLength(scenario) === undefined } as const satisfies
  Partial<Diagnostic>;

const first = 'density_mode';

const moduli = recordedWaves.map((waves, k): Diagnostic => ({
  ...common, name: waveName(first, waves), dimension: '1', order: 170 + 2 * k, group: 'modes',
  description: `modulus of the ${ordinals[waves]} Fourier mode of the space density over the mass; NaN in free space`,
  ...(waves > 1 && { scale: { as: first } }),
  value: (observed) => densityModes(observed)[k].map(({ modulus }) => modulus),
}));

const phases = recordedWaves.map((waves, k): Diagnostic => ({
  ...common, name: waveName('density_phase', waves), dimension: '1', order: 171 + 2 * k, group: 'modes',
  description: `phase of the ${ordinals[waves]} mode, density ~ cos(2 pi ${waves > 1 ? `${waves} ` : ''}x/length + phase); ` +
    'of no wave, noise',
  angleOf: waveName(first, waves),
  value: (observed) => densityModes(observed)[k].map(({ phase }) => phase),
}));

type Label = (wave: number, axis: string) => string;

/** A curve for each axis of some of the moduli. */
const curvesOf = (moduli: readonly Diagnostic[], dimensions: Dimensions, label: Label): readonly DiagnosticCurve[] =>
  moduli.flatMap((modulus, wave) => columnsOf(modulus, dimensions).map((name) =>
    ({ label: label(wave, name.replace(`${modulus.name}_`, '')), columns: [name] })))
    .map((curve, colour) => ({ ...curve, colour }));

export default {
  diagnostics: [...moduli, ...phases],
  charts: ({ dimensions }) => [
    {
      id: 'density-mode', section: 'pictures', place: 10, title: 'First Fourier mode of the density',
      note:
        'Modulus of \u222b\u222b f exp(\u2212ikx), k = 2\u03c0/length, over the mass: the density wave, which phase mixing and ' +
        'collisions drain.',
      yLabel: 'density mode', log: true, curves: curvesOf(moduli.slice(0, 1), dimensions, (_, axis) => `axis ${axis}`),
    },
    {
      id: 'density-phase', section: 'pictures', place: 11, title: 'Phase of the density wave',
      note:
        'Of the first Fourier mode: the density is as cos(kx + phase). A standing wave keeps it, a moving one ' +
        'turns it steadily. Whole turns are added so that it goes on without jumps; not drawn where there is no wave.',
      yLabel: 'phase', curves: columnsOf(phases[0], dimensions).map((name, axis) =>
        ({ label: `axis ${axisNames[axis]}`, colour: axis, form: 'angle', columns: [name, columnsOf(moduli[0], dimensions)[axis]] })),
    },
    {
      id: 'density-modes', section: 'pictures', place: 12, title: 'Second and third Fourier mode of the density',
      note: 'Moduli with two and three waves in the box, over the mass: what a wave steepens into.',
      yLabel: 'density modes', log: true, beyond: 1e-9,
      curves: curvesOf(moduli.slice(1), dimensions, (wave, axis) => `${wave + 2} waves along ${axis}`),
    },
  ],
} satisfies Family;
