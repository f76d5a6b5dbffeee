// Runs the worker from its TypeScript source (tests, examples); the built package starts worker.js itself.
import { register } from 'tsx/esm/api';

register();
const { default: attend } = await import(new URL('./worker.ts', import.meta.url).href);
export default attend;
