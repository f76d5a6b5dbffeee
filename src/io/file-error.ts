import { Refusal } from '../refusal.ts';

/** What the operating system says, in words, and what to do about it. */
const systemProblems: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'free some space or choose another folder; what was already written is kept'],
  EDQUOT: ['the disk quota is used up', 'free some space or choose another folder; what was already written is kept'],
  EFBIG: ['the file is larger than the file system or a limit (ulimit -f) allows', 'write less often, or use another disk'],
  EACCES: ['permission denied', 'check the permissions of the file and its folder, or choose another folder'],
  EPERM: ['permission denied', 'check the permissions of the file and its folder, or choose another folder'],
  EROFS: ['the file system is read-only', 'choose another folder'],
  ENOENT: ['no such file or folder', 'check the path'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'check the path'],
  EISDIR: ['this is a folder, not a file', 'name a file inside it'],
  EEXIST: ['it exists already', 'choose another name, or remove it first'],
  ENAMETOOLONG: ['the name is too long', 'choose a shorter one'],
  EMFILE: ['too many files are open', 'raise the limit (ulimit -n)'],
  EIO: ['the disk reports an input/output error', 'check the disk; what was already written may be damaged'],
};

/** Something about a file that the user can act on: which file, what is wrong, what to do. Never a stack trace. */
export class FileError extends Refusal {
  override readonly name = 'FileError';
  readonly path: string;
  readonly problem: string;

  constructor(path: string, problem: string, advice: string, cause?: unknown) {
    super('input', `${path}: ${problem}`, { advice, cause });
    this.path = path;
    this.problem = problem;
  }
}

/** Runs `work`; an error of the operating system comes out as a FileError about `path`, anything else as it is. */
export function onFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asFileError(path, error);
  }
}

/** The FileError for an error of the operating system; any other error is handed back as it is. */
export function asFileError(path: string, error: unknown): unknown {
  if (error instanceof FileError || !(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ERR_INVALID_ARG_VALUE') {
    return new FileError(path, 'this is no file name: it holds a NUL character', 'check the path', error);
  }
  if (code === undefined || (error as NodeJS.ErrnoException).syscall === undefined) return error;
  const [problem, advice] = systemProblems[code] ?? [error.message, 'check the file and its disk'];
  return new FileError(path, problem, advice, error);
}
