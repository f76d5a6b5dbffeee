import type { SchemeKind, SubstepKind } from '../contracts.ts';
import { members } from '../members.ts';

/** The time schemes, one file each. */
export const schemes = await members<SchemeKind>(new URL('./schemes/', import.meta.url));

/** The terms of the equation beside the collisions, one file each. */
export const substeps = await members<SubstepKind>(new URL('./substeps/', import.meta.url));
