import { assemble } from '../parallel/assemble.ts';
import { fftText } from './fft-text.ts';
import { particleText, type ParticleShape } from './particle-text.ts';

/** Machine code for one shape of mesh; structured-clonable. */
export interface MeshModules {
  readonly key: string;
  readonly fourier: WebAssembly.Module;
  readonly particles: WebAssembly.Module;
}

const compiled = new Map<string, Promise<MeshModules>>();

/** Assembles and compiles the kernels of a shape; cached, for wabt takes 50 ms to load. */
export function meshModules(shape: ParticleShape): Promise<MeshModules> {
  const key = JSON.stringify(shape);
  let modules = compiled.get(key);
  if (!modules) {
    modules = Promise.all([compile(fftText()), compile(particleText(shape))]).then(([fourier, particles]) => ({ key, fourier, particles }));
    compiled.set(key, modules);
  }
  return modules;
}

const compile = async (text: string): Promise<WebAssembly.Module> => WebAssembly.compile(await assemble(text));
