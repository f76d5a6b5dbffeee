import type { AbiKind } from './abi.ts';

/**
 * The standard binary interface of MPI 5.0 (chapter 20; constants of mpi-forum/mpi-abi-stubs, mpi.h): handles are pointers
 * with small values, thread levels 0, 1024, 2048, 4096.
 */
export const standardAbi: AbiKind = {
  name: 'standard ABI',
  files: ['libmpi_abi.so.0', 'libmpi_abi.so.1', 'libmpi_abi.so', 'libmpi_abi.dylib'],
  fits(library) {
    try {
      const major = [0];
      const minor = [0];
      const found = library.func('int MPI_Abi_get_version(_Out_ int *major, _Out_ int *minor)');
      return found(major, minor) === 0 && major[0] > 0;
    } catch {
      return false; // no such function before MPI 5
    }
  },
  open: () => ({ name: 'standard ABI', handleType: 'void *', commWorld: 0x101n, double: 0x214n, threadFunneled: 1024 }),
};
