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

/** Assembles and compiles the kernels of a shape, `wide` for large memories; cached, for wabt takes 50 ms to load. */
export function meshModules(shape: ParticleShape, wide = false): Promise<MeshModules> {
  const key = JSON.stringify({ shape, wide });
  let modules = compiled.get(key);
  if (!modules) {
    modules = Promise.all([compile(fftText(wide)), compile(particleText(shape, wide))])
      .then(([fourier, particles]) => ({ key, fourier, particles }));
    compiled.set(key, modules);
  }
  return modules;
}

const compile = async (text: string): Promise<WebAssembly.Module> => WebAssembly.compile(await assemble(text));
