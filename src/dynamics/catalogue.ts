import type { SchemeKind } from '../contracts.ts';
import { members } from '../members.ts';

/** The time schemes, one file each. */
export const schemes = await members<SchemeKind>(new URL('./schemes/', import.meta.url));
