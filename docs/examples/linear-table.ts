/**
 * The exact linear response as a table: the density mode of a small wave, cos x in a box of 2 pi on a Maxwellian of temperature 1,
 * over its initial value. Digits that a lower degree of the series does not have too are left out.
 *
 *   npx tsx linear-table.ts [highest degree]
 */
import { linearResponse, resolveScenario } from 'fuzzy-landau';

const times = [0.5, 1, 2, 4];
const highest = Number(process.argv[2] ?? 48);
const kappas = {
  'constant': { kind: 'constant' },
  'Gaussian, width 0.8': { kind: 'gaussian', width: 0.8 },
  '⟨x⟩⁻²': { kind: 'japanese-bracket', lambda: 2 },
};

const waveOf = (v: number, gamma: number, kappa: object) => resolveScenario({
  name: 'wave',
  equation: { dimensions: { x: 1, v }, gamma, kappa },
  domain: { x: { kind: 'periodic', length: [2 * Math.PI] } },
  initial: { kind: 'maxwellians', components: [{ mass: 1, velocity: 0, temperature: 1, space: { kind: 'cosine', amplitude: [0.01], mode: [1] } }] },
  particles: { sampling: 'random', count: 8 },
  mollifier: { kind: 'gaussian', width: { position: 1, velocity: 0.5 } },
  time: { step: 0.1, end: 4 }, output: { diagnostics: { every: 1 }, snapshots: { every: 1 } },
});

function densityModes(v: number, gamma: number, kappa: object, maximumDegree: number): number[] {
  const { states } = linearResponse(waveOf(v, gamma, kappa), [0, ...times], { maximumDegree, tolerance: 1e-9 });
  const [start, ...later] = states.map(({ modes }) => modes[1].moments.density.re);
  return later.map((value) => value / start);
}

/** The digits, at most six, that both have to a unit of the last one. */
function common(value: number, other: number): string {
  let digits = 6;
  while (digits > 1 && Math.abs(value - other) > 0.5 * 10 ** -digits) digits--;
  return value.toFixed(digits).replace('-', '−');
}

console.log(`| V | γ | κ | ${times.map((t) => `t = ${t}`).join(' | ')} |`);
console.log(`|---|---|---|${times.map(() => '---').join('|')}|`);
for (const v of [2, 3]) for (const gamma of [0, -2, -3]) for (const [name, kappa] of Object.entries(kappas)) {
  const [best, check] = [highest, highest - 8].map((degree) => densityModes(v, gamma, kappa, degree));
  console.log(`| ${v} | ${String(gamma).replace('-', '−')} | ${name} | ${best.map((value, n) => common(value, check[n])).join(' | ')} |`);
}
