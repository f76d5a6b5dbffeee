import type { LibraryHandle } from 'koffi';
import { Refusal } from '../../refusal.ts';
import type { AbiKind, MpiAbi } from './abi.ts';
import type { Launcher } from './launcher.ts';
import { mpichAbi } from './mpich-abi.ts';
import { openMpiAbi } from './openmpi-abi.ts';
import { standardAbi } from './standard-abi.ts';

const kinds: readonly AbiKind[] = [standardAbi, openMpiAbi, mpichAbi];
/** MPI_MAX_LIBRARY_VERSION_STRING of the longest: a shorter buffer is written over. */
const versionBytes = 8192;

/** A library of MPI that has been loaded, but not started. */
export interface MpiLibrary {
  readonly file: string;
  readonly version: string;
  readonly library: LibraryHandle;
  readonly abi: MpiAbi;
}

/**
 * The library that goes with the launcher: the standard interface first, then Open MPI's and MPICH's own. `named` (the
 * variable FUZZY_LANDAU_MPI) says which file to take. Throws a Refusal.
 */
export async function loadLibrary(launcher: Launcher, named: string | undefined): Promise<MpiLibrary> {
  const { load } = await importKoffi(launcher);
  const passedOver: string[] = [];
  const files = named ? [named] : [...new Set(kinds.flatMap((kind) => kind.files))];
  for (const file of files) {
    const library = attempt(() => load(file, { lazy: true, global: true }));
    if (!library) continue;
    const version = versionOf(library);
    const kind = kinds.find((one) => one.fits(library, version));
    const maker = makerOf(version);
    if (!kind) passedOver.push(`${file} is of an unknown kind (${version})`);
    else if (!named && launcher.library !== undefined && maker !== undefined && maker !== launcher.library) {
      passedOver.push(`${file} is ${maker}`);
    } else return { file, version, library, abi: kind.open(library) };
  }
  const found = passedOver.length > 0 ? passedOver.join(', ') : `none of ${files.join(', ')} can be loaded`;
  const started = `${launcher.name} started ${launcher.size} processes`;
  throw new Refusal('input', `${started}, but there is no library of MPI that goes with it: ${found}`, {
    advice: 'start it with the mpirun of that library, or name the library of this launcher in FUZZY_LANDAU_MPI',
  });
}

async function importKoffi({ name, size }: Launcher): Promise<typeof import('koffi')> {
  try {
    return await import('koffi');
  } catch (cause) {
    throw new Refusal('input', `${name} started ${size} processes, but the package koffi, which calls MPI, is not installed`, {
      advice: 'npm install koffi', cause,
    });
  }
}

function versionOf(library: LibraryHandle): string {
  const text = Buffer.alloc(versionBytes);
  const length = new Int32Array(1);
  const call = attempt(() => library.func('MPI_Get_library_version', 'int', ['void *', 'void *']));
  if (call?.(text, length) !== 0) return 'it does not say its version';
  return text.toString('latin1', 0, length[0]).split(/[\n\0]/)[0].trim().replaceAll(/\s+/g, ' ');
}

/** Whose launcher a library belongs to; undefined: that cannot be told. */
const makerOf = (version: string): string | undefined =>
  (version.startsWith('Open MPI') ? openMpiAbi.name : /MPICH|MVAPICH|Intel/i.test(version) ? mpichAbi.name : undefined);

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
