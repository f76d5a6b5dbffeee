import { describe, expect, test } from 'vitest';
import { scenarioClaims } from '../scenario-claims.ts';
import { claimErrors } from './claim-measure.ts';

// Every shipped scenario as it is, whole, against its reference. The bounds are those of its header, a little above what was measured
// (docs/scenarios.md); the references are exact or grids, whose error the bounds contain.
describe('the whole run of a shipped scenario keeps what its header claims', () => {
  test.each(scenarioClaims)('$name: $bounds against $reference', async (claim) => {
    const { errors } = await claimErrors(claim);
    for (const [quantity, bound] of Object.entries(claim.bounds)) expect(errors[quantity], quantity).toBeLessThanOrEqual(bound);
  });
});
