import type { Scenario, Table } from '../contracts.ts';
import { entropyJumps } from '../diagnostics/entropy-jumps.ts';
import { energyDrift, ratio } from '../diagnostics/energy-drift.ts';
import type { Computation } from './engine.ts';
import type { SumsReport } from './sums.ts';

/**
 * What a diagnostics table says of a whole run. Drifts are relative: momentum's to the thermal momentum, energy's
 * to the thermal energy.
 */
export interface Outcome {
  readonly time: number;
  readonly drift: { readonly mass: number; readonly momentum: number; readonly energy: number };
  readonly entropyGained: number;
  /** Apart from the jumps at resets of a label and at remaps. */
  readonly entropyRose: boolean;
  readonly genericResidual: number;
  readonly fisher: Readonly<Record<string, readonly [number, number]>>;
}

/** What `run` prints at the end, and `--json` as JSON. */
export interface RunSummary extends Computation, Outcome {
  readonly folder: string;
  readonly status: string;
  readonly particles: number;
  readonly steps: number;
  /** As the scenario asks for it: a fixed step is kept, but for ends, resets, and where the solver fails. */
  readonly step: Scenario['time']['step'];
  readonly seconds: number;
  readonly threads: number;
  readonly sums: SumsReport;
  /** What the collisions say of themselves (`Collisions.report`): a Galerkin score its space, remaps and collision sums. */
  readonly collisions?: Readonly<Record<string, unknown>>;
  /** What the scenario means that it does not say: `advice`. */
  readonly notes: readonly string[];
  /** True when `resume` had nothing to do and changed nothing; `seconds` are then those of the whole run. */
  readonly unchanged?: true;
}

type Session = Computation &
  Pick<RunSummary, 'status' | 'particles' | 'steps' | 'step' | 'seconds' | 'threads' | 'sums' | 'notes' | 'collisions'>;

/** A session and what its run's diagnostics table says. */
export const summarise = (folder: string, table: Table, session: Session): RunSummary => ({ ...session, folder, ...outcome(table) });

/** First against last row of a diagnostics table. */
export function outcome({ columns, rows }: Table): Outcome {
  const first = (name: string): number => columns[name][0];
  const last = (name: string): number => columns[name][rows - 1];
  const momenta = Object.keys(columns).filter((name) => name.startsWith('momentum_'));
  const thermal = Math.sqrt(2 * first('energy') * first('mass'));
  const jumps = entropyJumps(columns);
  const entropies = Array.from(columns.entropy, (value, row) => value - jumps[row]);
  return {
    time: last('time'),
    drift: {
      mass: Math.abs(last('mass') - first('mass')) / first('mass'),
      momentum: ratio(Math.hypot(...momenta.map((name) => last(name) - first(name))), thermal),
      energy: energyDrift(columns)[rows - 1],
    },
    entropyGained: last('entropy') - first('entropy'),
    entropyRose: entropies.every((value, k) => k === 0 || value >= entropies[k - 1]),
    genericResidual: last('generic_residual'),
    fisher: Object.fromEntries(
      Object.keys(columns).filter((name) => name.startsWith('fisher_')).map((name) => [name, [first(name), last(name)] as const]),
    ),
  };
}
