// Runs the grid worker from its TypeScript source (tests, examples); the built package starts grid-worker.js itself.
import { register } from 'tsx/esm/api';

register();
const { default: share } = await import(new URL('./grid-worker.ts', import.meta.url).href);
export default share;
