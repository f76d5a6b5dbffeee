import type { KappaKind, Member } from '../contracts.ts';
import { members } from '../members.ts';
import { gaussianMollifier } from './mollifier.ts';

/** The spatial kernels, one file each. */
export const kappas = await members<KappaKind>(new URL('./kappa/', import.meta.url));

/** One, and no folder to add to: the pair kernels, the meshes and the score are those of a Gaussian (docs/adding.md). */
export const mollifiers: readonly Member[] = [gaussianMollifier];
