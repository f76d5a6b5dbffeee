// Runs the mesh worker from its TypeScript source (tests, examples); the built package starts mesh-worker.js itself.
import { register } from 'tsx/esm/api';

register();
const { default: share } = await import(new URL('./mesh-worker.ts', import.meta.url).href);
export default share;
