import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { figuresFile, scenariosPage, type MeasuredClaims } from '../scenario-page.ts';

it('docs/scenarios.md is what the figures and the claims make it', async () => {
  const page = scenariosPage(JSON.parse(readFileSync(figuresFile, 'utf8')) as MeasuredClaims);
  await expect(page).toMatchFileSnapshot(resolve(import.meta.dirname, '../../docs/scenarios.md'));
});
