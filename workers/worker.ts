import { attend } from '../src/threads/attend.ts';

/** A worker thread: what it can do it loads by the module that it is told. */
export default attend((module) => import(module));
