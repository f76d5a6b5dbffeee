import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/scenario.ts';

describe('what newcomers write', () => {
  const small = (over: string[]) => () => loadScenario(`${import.meta.dirname}/../../scenarios/localised-1x2v.yaml`, over);

  it('a number with a unit: the equation has none', () => {
    for (const value of ['2s', '1 eV', '1.5e-3ms'])
      expect(small([`time.end=${value}`]), value).toThrow('the equation is dimensionless: write the number alone');
    expect(small(['time.end=soon'])).toThrow(/found "soon"$/);
  });

  it('names of other codes are told by ours', () => {
    expect(small(['time.dt=0.1'])).toThrow("unknown key 'dt'. It is called 'step' here.");
    expect(small(['time.tmax=1'])).toThrow("unknown key 'tmax'. It is called 'end' here.");
    expect(small(['initial.components.0.T=1'])).toThrow("unknown key 'T'. It is called 'temperature' here.");
  });
});
