import type { Scenario } from '../contracts.ts';

/** Edge lengths of a periodic domain; undefined in free space and without x. */
export const boxLength = ({ domain }: Pick<Scenario, 'domain'>): readonly number[] | undefined =>
  domain?.x.kind === 'periodic' ? domain.x.length : undefined;
