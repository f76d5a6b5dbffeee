/**
 * Measures shipped scenarios against what test/scenario-claims.ts says they follow, and writes docs/scenarios.md.
 *
 *   npx tsx benchmarks/scenario-errors.ts [NAME...]
 *
 * The figures are kept in benchmarks/scenario-errors.json, those of scenarios that are not named as they were, with the version that
 * measured them. Without a name the page is written from the figures that are there; `all` names all, and takes an hour.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { figuresFile, scenariosPage, type MeasuredClaims } from '../test/scenario-page.ts';
import { scenarioClaims } from '../test/scenario-claims.ts';
import { claimErrors } from '../test/validate/claim-measure.ts';

const root = resolve(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const known = (): MeasuredClaims => JSON.parse(readFileSync(figuresFile, 'utf8')) as MeasuredClaims;

const asked = process.argv.slice(2);
const names = asked[0] === 'all' ? scenarioClaims.map(({ name }) => name) : asked;
for (const name of names) {
  const claim = scenarioClaims.find((one) => one.name === name);
  if (claim === undefined) throw new Error(`no claim of '${name}'; there are ${scenarioClaims.map((one) => one.name).join(', ')}`);
  const { errors, particles, steps, seconds } = await claimErrors(claim);
  console.log(`${name}: ${JSON.stringify(errors)}; ${particles} particles, ${steps} steps, ${seconds.toFixed(0)} s`);
  writeFileSync(figuresFile, `${JSON.stringify({ ...known(), [name]: { version, particles, steps, errors } }, null, 2)}\n`);
}
writeFileSync(join(root, 'docs/scenarios.md'), scenariosPage(known()));
