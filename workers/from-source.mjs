// Runs the pair worker from its TypeScript source (tests, examples); the built package starts pair-worker.js itself.
import { register } from 'tsx/esm/api';

register();
const { default: share } = await import(new URL('./pair-worker.ts', import.meta.url).href);
export default share;
