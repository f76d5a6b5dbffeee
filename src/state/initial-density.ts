import type { Scenario } from '../contracts.ts';
import { formulaDensity } from './formula-density.ts';
import { componentsDensity, initialComponents, type InitialDensity } from './initial.ts';
import { profileDensity } from './profile-density.ts';

/** Integrals of formulas are worked out once for a scenario. */
const known = new WeakMap<Scenario, InitialDensity>();

/** The initial density f0(x, v) of a scenario. Not for `arrow` data, which are particles already. Throws a Refusal for f0 without mass. */
export function initialDensity(scenario: Scenario): InitialDensity {
  const found = known.get(scenario) ?? densityOf(scenario);
  known.set(scenario, found);
  return found;
}

function densityOf(scenario: Scenario): InitialDensity {
  const { initial } = scenario;
  if (initial.kind === 'profiles') return profileDensity(scenario, initial);
  if (initial.kind === 'formula') return formulaDensity(scenario, initial);
  const components = initialComponents(scenario);
  if (!components) throw new Error('initial data from an Arrow file have no density');
  return componentsDensity(scenario, components);
}
