import type { Table } from '../contracts.ts';
import type { Computation } from './engine.ts';
import type { SumsReport } from './sums.ts';

/** What `run` prints at the end, and `--json` as JSON. Drifts are relative, momentum's to the thermal momentum. */
export interface RunSummary extends Computation {
  readonly folder: string;
  readonly status: string;
  readonly particles: number;
  readonly steps: number;
  readonly seconds: number;
  readonly threads: number;
  readonly sums: SumsReport;
  readonly time: number;
  readonly drift: { readonly mass: number; readonly momentum: number; readonly energy: number };
  readonly entropyGained: number;
  readonly entropyRose: boolean;
  readonly genericResidual: number;
  readonly fisher: Readonly<Record<string, readonly [number, number]>>;
  /** True when `resume` had nothing to do and changed nothing; `seconds` are then those of the whole run. */
  readonly unchanged?: true;
}

type Session = Computation & Pick<RunSummary, 'status' | 'particles' | 'steps' | 'seconds' | 'threads' | 'sums'>;

/** Worked out from the run's diagnostics table. */
export function summarise(folder: string, { columns, rows }: Table, session: Session): RunSummary {
  const first = (name: string): number => columns[name][0];
  const last = (name: string): number => columns[name][rows - 1];
  const relative = (name: string): number => Math.abs(last(name) - first(name)) / Math.abs(first(name));
  const momenta = Object.keys(columns).filter((name) => name.startsWith('momentum_'));
  const thermal = Math.sqrt(2 * first('energy') * first('mass'));
  const entropies = columns.entropy;
  return {
    ...session,
    folder,
    time: last('time'),
    drift: {
      mass: relative('mass'),
      momentum: Math.hypot(...momenta.map((name) => last(name) - first(name))) / thermal,
      energy: relative('energy'),
    },
    entropyGained: last('entropy') - first('entropy'),
    entropyRose: entropies.every((value, k) => k === 0 || value >= entropies[k - 1]),
    genericResidual: last('generic_residual'),
    fisher: Object.fromEntries(
      Object.keys(columns).filter((name) => name.startsWith('fisher_')).map((name) => [name, [first(name), last(name)] as const]),
    ),
  };
}
