import { schemes } from '../dynamics/catalogue.ts';
import { named } from '../members.ts';
import type { StoredRun } from './stored-run.ts';

/** Why a run's entropy need not obey the entropy law, where the scenario says so. */
export function entropyReason({ scenario: { score, mollifier, time }, kind, carried }: StoredRun): string | undefined {
  if (kind === 'grid') {
    return 'the mesh is too coarse for the tails, which the entropy production divides by, or its box too small: more points would mend it';
  }
  if (carried) {
    if (named(schemes, time.scheme).keeps.entropyLaw) return undefined;
    return `scheme ${time.scheme} obeys the entropy law to the error of its steps only; discrete-gradient obeys it to rounding`;
  }
  if (score === 'one-sided') return 'the one-sided score is the gradient of no entropy: it conserves, but has no entropy law';
  const { comoving } = mollifier;
  if (typeof comoving === 'object' && 'relax' in comoving) {
    return 'a relaxing label is not entropy-neutral: S_eps changes in the transport too, which mollifier.comoving: true would not let it';
  }
  if (comoving === false) return 'without a co-moving label the transport changes S_eps: mollifier.comoving: true would not let it';
  return undefined;
}
