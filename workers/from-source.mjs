// Runs the worker from its TypeScript source (tests, examples); the built package starts worker.js itself.
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url).href;
// Tests have these sources built, too (test/built.ts): a thread that loads them starts in a tenth of the time.
const built = new URL('../.test-build/', import.meta.url);
const isBuilt = `${process.env.FUZZY_LANDAU_BUILT}/` === fileURLToPath(built);

async function fromBuilt() {
  const { attend } = await import(new URL('src/threads/attend.js', built).href);
  return attend((/** @type {string} */ module) => import(module.replace(root, built.href).replace(/\.ts$/, '.js')));
}

async function fromSource() {
  const { register } = await import('tsx/esm/api');
  register();
  return (await import(new URL('./worker.ts', import.meta.url).href)).default;
}

export default await (isBuilt ? fromBuilt() : fromSource());
