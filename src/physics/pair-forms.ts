import type { KernelSpec, PairPass } from '../contracts.ts';
import { collisionForm } from './pairs/collisions.ts';
import { densityForm } from './pairs/density.ts';
import type { PairForm } from './pairs/form.ts';
import { gradientForm } from './pairs/gradient.ts';
import { scoreForm } from './pairs/score.ts';

export type PairKind = PairPass['kind'];

/** The formula of each kind of pass. */
export const pairForms: Readonly<Record<PairKind, (spec: KernelSpec) => PairForm>> = {
  density: densityForm,
  gradient: gradientForm,
  score: scoreForm,
  collisions: collisionForm,
};
