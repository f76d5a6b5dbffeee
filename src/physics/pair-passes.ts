import type { KernelSpec } from '../contracts.ts';
import { members, named } from '../members.ts';
import type { PairForm } from './pair-form.ts';

/** A kind of pass over pairs: one file, default export. */
export interface PairPassKind {
  /** The `kind` of its passes. */
  readonly name: string;
  /** What a pair contributes in a run. */
  form(spec: KernelSpec): PairForm;
}

const passes = await members<PairPassKind>(new URL('./pairs/', import.meta.url));

export const pairKinds: readonly string[] = passes.map(({ name }) => name);

export const pairForm = (kind: string, spec: KernelSpec): PairForm => named(passes, kind).form(spec);
