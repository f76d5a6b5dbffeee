import type { AbiKind } from './abi.ts';

/** The interface of MPICH and of those that keep it (Intel MPI, MVAPICH, Cray MPICH): handles are ints (its mpi.h). */
export const mpichAbi: AbiKind = {
  name: 'MPICH',
  files: ['libmpich.so.12', 'libmpi.so.12', 'libmpich.so', 'libmpi.so', 'libmpi.dylib'],
  fits: (_, version) => /MPICH|MVAPICH|Intel/i.test(version) && !version.startsWith('Open MPI'),
  open: () => ({ name: 'MPICH', handleType: 'int', commWorld: 0x44000000, double: 0x4c00080b, threadFunneled: 1 }),
};
