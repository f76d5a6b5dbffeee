import { Refusal } from '../../refusal.ts';

/** There are no native kernels that could be used here; the SIMD kernels need nothing. */
export class NativeUnavailable extends Refusal {
  override readonly name = 'NativeUnavailable';

  constructor(problem: string, advice: string, cause?: unknown) {
    super('input', `no native kernels can be used: ${problem}`, { advice: `${advice}, or use the backend "simd"`, cause });
  }
}
