import type { AbiKind } from './abi.ts';

/** Open MPI's own interface: handles are the addresses of objects that the library exports (its mpi.h). */
export const openMpiAbi: AbiKind = {
  name: 'Open MPI',
  files: ['libmpi.so.40', 'libmpi.so', 'libmpi.dylib'],
  fits: (_, version) => version.startsWith('Open MPI'),
  open: (library) => ({
    name: 'Open MPI',
    handleType: 'void *',
    commWorld: library.symbol('ompi_mpi_comm_world', 'void'),
    double: library.symbol('ompi_mpi_double', 'void'),
    threadFunneled: 1,
  }),
};
