import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Particles, Ranks, Scenario } from '../contracts.ts';
import { alone } from '../ranks/alone.ts';
import type { EngineOptions } from './engine-parts.ts';
import type { GivenParticles } from './given-particles.ts';
import type { OwnDiagnostics } from './own-diagnostics.ts';

export interface RunProgress {
  readonly time: number;
  readonly end: number;
  readonly iteration: number;
  readonly particles: number;
  /** Wall seconds of this session. */
  readonly elapsed: number;
  /** The pace since the first step of this session, and what it says of the rest; absent until it is known. */
  readonly stepsPerSecond?: number;
  readonly secondsLeft?: number;
}

/** A simulation after a step. Columns are live memory: to be read, not kept. */
export interface StepState {
  readonly time: number;
  readonly iteration: number;
  readonly particles: Particles;
}

/** Asked after every step; true ends the simulation there. */
export type StoppingRule = (state: StepState) => boolean;

/** What a session may be told; everything has a default. */
export interface SessionOptions extends Partial<EngineOptions> {
  /** Asked between steps; true ends the run cleanly, resumable, without an output of its own. */
  readonly interrupted?: () => boolean;
  /** Asked after every step; true ends the run there, with a row and a snapshot of that moment. */
  readonly stopWhen?: StoppingRule;
  /** Asked between steps; true writes a checkpoint and goes on. */
  readonly checkpointWanted?: () => boolean;
  /** Columns of your own in diagnostics.arrow, by name. */
  readonly diagnostics?: OwnDiagnostics;
  /** A sentence about the folder that its user should know. */
  readonly onNotice?: (text: string) => void;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Before the first step of a new run: how large it will be and, where that takes a while, what is being done. */
  readonly onStage?: (text: string) => void;
  /** The processes that share the particles, of which this is one; default: it has them all. */
  readonly ranks?: Ranks;
}

export interface RunOptions extends SessionOptions {
  /** Run folder; default runs/NAME. */
  readonly out?: string;
  /** Replace a run that is there; default false. */
  readonly force?: boolean;
  /** Particles, or a function of (x, v), in place of the scenario's initial data. */
  readonly particles?: GivenParticles;
}

/** Options with their defaults filled in. */
export type FullOptions = SessionOptions & EngineOptions & { readonly out: string; readonly force: boolean; readonly ranks: Ranks };

/** All cores, the kernels that fit, no fixed bits. */
export const engineDefaults = (options: Partial<EngineOptions>): EngineOptions => ({
  threads: options.threads ?? availableParallelism(),
  backend: options.backend ?? 'auto',
  reproducible: options.reproducible ?? false,
});

export const withDefaults = ({ name }: Pick<Scenario, 'name'>, options: RunOptions): FullOptions =>
  ({
    ...options, ...engineDefaults(options), out: options.out ?? join('runs', name), force: options.force ?? false,
    ranks: options.ranks ?? alone,
  });
