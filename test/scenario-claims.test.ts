import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, scenarioClaims } from './scenario-claims.ts';
import { figuresFile, type MeasuredClaims } from './scenario-page.ts';
import { claimErrors } from './validate/claim-measure.ts';

const text = (path: string): string => readFileSync(path, 'utf8');

test('every shipped scenario has a claim, and nothing else has', () => {
  const names = readdirSync(folder).map((file) => file.replace('.yaml', ''));
  expect(scenarioClaims.map(({ name }) => name).sort()).toEqual(names.sort());
});

test('what has no quick claim here has one among the set-ups', () => {
  const setUps = text(resolve(import.meta.dirname, 'run/set-ups.test.ts'));
  expect(scenarioClaims.filter(({ name, quick }) => quick === undefined && !setUps.includes(`'${name}'`))).toEqual([]);
});

describe('the header of a scenario states its claim', () => {
  test.each(scenarioClaims)('$name', ({ name, bounds }) => {
    const header = text(join(folder, `${name}.yaml`)).split('\nname:')[0];
    const unsaid = Object.values(bounds).filter((bound) => !header.includes(bound.toExponential().replace('e+0', '')));
    expect(unsaid).toEqual([]);
  });
});

describe('what was measured of the whole run keeps the claim', () => {
  const measured = JSON.parse(text(figuresFile)) as MeasuredClaims;
  test.each(scenarioClaims.filter(({ name }) => name in measured))('$name', ({ name, bounds }) => {
    const { errors } = measured[name];
    expect(Object.keys(errors)).toEqual(Object.keys(bounds));
    for (const [quantity, bound] of Object.entries(bounds)) expect(errors[quantity], quantity).toBeLessThanOrEqual(bound);
  });
});

// The beginning of the scenario itself, or fewer particles of it where it has a million; the whole runs are in validate. Bounds are
// those of the claim, or of the fewer particles' smaller space and greater noise; the references' own errors are far below.
describe('the beginning of a scenario keeps its claim', () => {
  const quick = scenarioClaims.filter((claim) => claim.quick !== undefined);
  test.each(quick)('$name: $quick.bounds', async (claim) => {
    const { errors } = await claimErrors(claim, claim.quick);
    for (const [quantity, bound] of Object.entries(claim.quick!.bounds)) expect(errors[quantity], quantity).toBeLessThanOrEqual(bound);
  });
});
