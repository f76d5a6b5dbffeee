import type { Solver } from '../contracts.ts';
import { diagnosticsOf } from './catalogue.ts';
import type { StepTaken } from './diagnostic.ts';

/** What the diagnostics of a run have made of its steps so far, by their names: plain numbers, so that a checkpoint can keep them. */
export type OverSteps = Readonly<Record<string, number>>;

const countedBy = (solver: Solver) => diagnosticsOf(solver).flatMap(({ name, overSteps }) => (overSteps ? [{ name, ...overSteps }] : []));

/** Before the first step. */
export const beforeSteps = (solver: Solver): OverSteps => Object.fromEntries(countedBy(solver).map(({ name, start }) => [name, start]));

/** With a step that was accepted. */
export const afterStep = (solver: Solver, soFar: OverSteps, step: StepTaken): OverSteps =>
  Object.fromEntries(countedBy(solver).map(({ name, after }) => [name, after(soFar[name], step)]));

/** After a row: what counts from row to row begins anew. */
export const afterRow = (solver: Solver, soFar: OverSteps): OverSteps =>
  Object.fromEntries(countedBy(solver).map(({ name, since, start }) => [name, since === 'row' ? start : soFar[name]]));
