import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { randomIntegers } from '../io/tables.ts';
import { killAndGoOn } from '../run/kills.ts';

const folder = mkdtempSync(join(tmpdir(), 'kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('100 SIGKILLs at random moments: every run recovers and goes on to the bytes of one that was never killed', async () => {
  const random = randomIntegers(2026);
  const { whole, kills } = await killAndGoOn(folder, Array.from({ length: 100 }, () => random(75)));
  const killed = kills.filter((kill) => kill.killed).length;
  console.log(`killed ${killed}, gone on from a checkpoint ${kills.filter(({ from }) => from === 'checkpoint').length}`);
  for (const kill of kills) expect(kill).toMatchObject({ digests: whole, messages: '' });
  expect(killed).toBeGreaterThan(60);
  expect(kills.filter(({ spoilt }) => spoilt).length).toBeGreaterThan(20);
});
