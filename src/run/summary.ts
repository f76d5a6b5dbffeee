import type { Scenario, Table } from '../contracts.ts';
import type { Timing } from '../io/manifest.ts';
import { componentsIn, diagnosticOf } from '../diagnostics/catalogue.ts';
import { entropyJumps } from '../diagnostics/entropy-jumps.ts';
import { energyDrift, ratio } from '../diagnostics/energy-drift.ts';
import type { Computation } from './engine.ts';
import type { SumsReport } from './sums.ts';

/** First and last values by column. */
export type Changes = Readonly<Record<string, readonly [number, number]>>;

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
  /** First and last values of the Fisher informations. */
  readonly fisher: Changes;
  /** Those of other diagnostics that ask to be told; absent where there are none. */
  readonly changes?: Changes;
}

/** What `run` prints at the end, and `--json` as JSON. */
export interface RunSummary extends Computation, Outcome {
  readonly folder: string;
  readonly status: string;
  /** Time reached. An interrupted run may be past its last row, at `lastRow`, from which the numbers here are. */
  readonly time: number;
  readonly lastRow: number;
  readonly particles: number;
  readonly steps: number;
  /** As the scenario asks for it: a fixed step is kept, but for ends, resets, and where the solver fails. */
  readonly step: Scenario['time']['step'];
  readonly seconds: number;
  readonly threads: number;
  /** Processes that shared the particles, when there were several; `threads` are those of each. */
  readonly ranks?: number;
  readonly sums: SumsReport;
  /** What the collisions say of themselves (`Collisions.report`): a Galerkin score its space, remaps and collision sums. */
  readonly collisions?: Readonly<Record<string, unknown>>;
  /** What the scenario means that it does not say: `advice`. */
  readonly notes: readonly string[];
  /** Where the time of this session went. */
  readonly timing?: Timing;
  /** True when `resume` had nothing to do and changed nothing; `seconds` are then those of the whole run. */
  readonly unchanged?: true;
}

/** What a summary tells by first and last value: without x nothing with x, of a grid nothing that it does not say. */
export function toldBy({ fisher, changes }: Pick<Outcome, 'fisher' | 'changes'>): readonly (readonly [string, Changes[string]])[] {
  const all = { ...fisher, ...changes };
  const isVoid = (where: string | undefined): boolean => where !== undefined && all[where]?.[0] === 0;
  return Object.entries(all).filter(([name, change]) => change.every(Number.isFinite) && !isVoid(diagnosticOf(name)?.where));
}

type Session = Computation &
  Pick<RunSummary, 'status' | 'time' | 'particles' | 'steps' | 'step' | 'seconds' | 'threads' | 'ranks' | 'sums'> &
  Pick<RunSummary, 'notes' | 'collisions' | 'timing'>;

/** A session and what its run's diagnostics table says. */
export function summarise(folder: string, table: Table, session: Session): RunSummary {
  const { time: lastRow, ...rest } = outcome(table);
  return { ...session, folder, ...rest, lastRow };
}

/** First against last row of a diagnostics table. */
export function outcome({ columns, rows }: Table): Outcome {
  const first = (name: string): number => columns[name][0];
  const last = (name: string): number => columns[name][rows - 1];
  const momenta = componentsIn(columns, 'momentum');
  const told = Object.keys(columns).filter((name) => diagnosticOf(name)?.told);
  const isFisher = (name: string): boolean => diagnosticOf(name)?.group === 'Fisher information';
  const changes = (names: readonly string[]): Changes =>
    Object.fromEntries(names.map((name) => [name, [first(name), last(name)] as const]));
  const others = told.filter((name) => !isFisher(name));
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
    fisher: changes(told.filter(isFisher)),
    ...(others.length > 0 && { changes: changes(others) }),
  };
}
