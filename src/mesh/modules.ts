import { moduleOf } from '../parallel/assemble.ts';
import { fftText } from './fft-text.ts';
import { particleText, type ParticleShape } from './particle-text.ts';

/** Machine code for one shape of mesh; structured-clonable. */
export interface MeshModules {
  readonly key: string;
  readonly fourier: WebAssembly.Module;
  readonly particles: WebAssembly.Module;
}

/** The compiled kernels of a shape, `wide` for large memories. */
export async function meshModules(shape: ParticleShape, wide = false): Promise<MeshModules> {
  const [fourier, particles] = await Promise.all([moduleOf(fftText(wide)), moduleOf(particleText(shape, wide))]);
  return { key: JSON.stringify({ shape, wide }), fourier, particles };
}
