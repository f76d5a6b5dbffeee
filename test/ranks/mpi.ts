import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { readTable } from '../../src/io/arrow-reader.ts';
import { program, root, type Ended } from '../run/program.ts';

/** A launcher of MPI programs. */
export interface Mpi {
  readonly name: string;
  readonly command: string;
  readonly options: readonly string[];
}

const known: readonly (Mpi & { readonly says: RegExp })[] = [
  { name: 'Open MPI', command: 'mpirun.openmpi', options: ['--oversubscribe', '--bind-to', 'none'], says: /Open MPI|OpenRTE/ },
  { name: 'Open MPI', command: 'mpirun', options: ['--oversubscribe', '--bind-to', 'none'], says: /Open MPI|OpenRTE/ },
  { name: 'MPICH', command: 'mpirun.mpich', options: [], says: /HYDRA/ },
  { name: 'MPICH', command: 'mpirun', options: [], says: /HYDRA/ },
];

/** The launchers of this machine, one of each kind. */
export const launchers: readonly Mpi[] = known.filter(({ command, name, says }, k) => {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return says.test(stdout ?? '') && !known.slice(0, k).some((other) => other.name === name && found(other));
});

function found({ command, says }: (typeof known)[number]): boolean {
  return says.test(spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout ?? '');
}

/** What the processes are given besides the command line. */
export interface Given {
  /** A module that every rank runs first. */
  readonly preload?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The command line as `ranks` processes. */
export const launch = (mpi: Mpi, ranks: number, ...argv: readonly string[]): Launched => launchGiven(mpi, ranks, {}, argv);

export function launchGiven(mpi: Mpi, ranks: number, given: Given, argv: readonly string[]): Launched {
  const child = spawn(mpi.command, [...mpi.options, '-n', String(ranks), process.execPath, program, ...argv], {
    cwd: root,
    // Ranks that wait leave the cores to those that work: there are more of them than cores here.
    env: {
      ...process.env, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1', OMPI_MCA_mpi_yield_when_idle: '1', ...given.env,
      ...(given.preload && { NODE_OPTIONS: `--import ${given.preload}` }),
    },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => { said.out += String(text); });
  child.stderr.on('data', (text: Buffer) => { said.err += String(text); });
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, ...said })) };
}

/** All bits of both tables of a run folder, read as one. */
export function digest(folder: string): string {
  const hash = createHash('sha256');
  for (const table of ['diagnostics', 'snapshots']) {
    const { columns, batches } = readTable(join(folder, `${table}.arrow`));
    hash.update(JSON.stringify(batches));
    for (const [name, column] of Object.entries(columns)) hash.update(name).update(new Uint8Array(column.buffer));
  }
  return hash.digest('hex');
}
