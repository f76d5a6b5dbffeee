import { afterAll, expect, it } from 'vitest';
import { verify } from '../../src/judge/verify.ts';
import { randomScenario, spaces } from '../galerkin/scenarios.ts';
import { particleRun, temporaryFolder } from '../judge/runs.ts';
import { expectSound, fourDimensional } from '../judge/sound-verdicts.ts';

const folders = temporaryFolder();
afterAll(() => folders.remove());

// What test/judge/carried.test.ts asks of the smaller spaces.
it.each(spaces.filter((space) => fourDimensional.includes(space)))('%s: every statement has a finite verdict, and what conserves holds',
  async (space) => {
    await particleRun(randomScenario(space), folders.path(space));
    const verdicts = verify(folders.path(space));
    expect(verdicts.length).toBeGreaterThan(10);
    expectSound(verdicts);
  });
