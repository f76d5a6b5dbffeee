import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { simulate } from '../src/run/simulate.ts';
import { resolveScenario } from '../src/scenario/scenario.ts';

/**
 * What a score is, as a picture: the density of two beams, and its score grad_v log f along v_y = 0, exact, by the blob and
 * fitted (Galerkin), on the same lattice. `node dist/benchmarks/score-figure.js [--svg FILE]` prints the errors.
 */

const { values } = parseArgs({ options: { svg: { type: 'string' } } });
const [beam, temperature, count] = [0.8, 0.7, 25];

const scenario = (over: object) =>
  resolveScenario({
    name: 'two-beams',
    equation: { dimensions: { x: 0, v: 2 }, gamma: 0, strength: 1, kappa: { kind: 'constant' } },
    initial: {
      kind: 'maxwellians',
      components: [beam, -beam].map((u) => ({ mass: 0.5, velocity: [u, 0], temperature: [temperature, temperature] })),
    },
    particles: { sampling: 'lattice', velocity: { count: [count, count], halfWidth: 5 }, trim: 1e-9 },
    time: { scheme: 'rk4', step: 0.01, end: 0.01 },
    output: { diagnostics: { every: 0.01 }, snapshots: { every: 0.01 } },
    ...over,
  });

const gauss = (v: number, u: number): number => Math.exp(-0.5 * (v - u) ** 2 / temperature);
const density = (v: number): number => (gauss(v, beam) + gauss(v, -beam)) / (4 * Math.PI * temperature);
const exactScore = (v: number): number =>
  (gauss(v, beam) * (beam - v) + gauss(v, -beam) * (-beam - v)) / (temperature * (gauss(v, beam) + gauss(v, -beam)));

interface Scored {
  readonly name: string;
  readonly colour: string;
  /** v_x of the particles nearest v_y = 0, ascending, and their score along v_x. */
  readonly points: readonly (readonly [number, number])[];
  /** sqrt(sum w |g - exact|^2 / sum w |exact|^2), along v_x, over all particles. */
  readonly error: number;
}

async function scored(name: string, colour: string, over: object): Promise<Scored> {
  for await (const { particles, score } of simulate(scenario(over), { threads: 0 })) {
    const [vx, vy] = particles.velocity;
    let [off, all] = [0, 0];
    const points: [number, number][] = [];
    for (let i = 0; i < particles.count; i++) {
      const exact = exactScore(vx[i]);
      off += particles.weight[i] * (score[0][i] - exact) ** 2;
      all += particles.weight[i] * exact ** 2;
      if (Math.abs(vy[i]) < 1e-9) points.push([vx[i], score[0][i]]);
    }
    return { name, colour, points, error: Math.sqrt(off / all) };
  }
  throw new Error('a simulation has a first moment');
}

const runs = [
  await scored('blob, 1.3 spacings wide', '#c0392b', {
    score: 'particle-sum', mollifier: { kind: 'gaussian', width: { rule: 'lattice', factor: 1.3, exponent: 1 } },
  }),
  await scored('Galerkin, degree 6', '#1f4e79', { score: { kind: 'galerkin', degree: 6, modes: 0 } }),
  await scored('Galerkin, degree 10', '#2e8b57', { score: { kind: 'galerkin', degree: 10, modes: 0 } }),
];
for (const { name, error } of runs) process.stdout.write(`${name.padEnd(26)}${error.toExponential(1)}\n`);

const panel = { width: 330, height: 240, left: 50, top: 30 };
const reach = 4;

type Scale = (value: number) => number;

function chart(place: number, title: string, most: number, parts: (x: Scale, y: Scale) => string[]): string {
  const left = panel.left + place * (panel.width + panel.left);
  const low = place === 0 ? 0 : -most;
  const x = (v: number): number => left + ((v + reach) / (2 * reach)) * panel.width;
  const y = (g: number): number => panel.top + panel.height * (1 - (g - low) / (most - low));
  const label = (at: number, up: number, anchor: string, value: number): string =>
    `<text x="${at}" y="${up}" text-anchor="${anchor}">${Number(value.toFixed(2))}</text>`;
  const ticks = [low, (low + most) / 2, most].map((g) => label(left - 5, y(g) + 4, 'end', g));
  const below = [-4, -2, 0, 2, 4].map((v) => label(x(v), panel.top + panel.height + 14, 'middle', v));
  return [
    `<text x="${left}" y="${panel.top - 10}" font-weight="bold">${title}</text>`,
    `<rect x="${left}" y="${panel.top}" width="${panel.width}" height="${panel.height}" fill="none" stroke="#999"/>`,
    ...ticks, ...below, ...parts(x, y),
  ].join('\n');
}

const line = (points: readonly (readonly [number, number])[], style: string): string =>
  `<polyline fill="none" ${style} points="${points.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(' ')}"/>`;

function figure(): string {
  const grid = Array.from({ length: 161 }, (_, k) => -reach + (k * reach) / 80);
  const bar = ((10 / count) * panel.width) / (2 * reach) / 3;
  const first = chart(0, 'f along v_y = 0, and the particles that stand for it', 0.2, (x, y) => [
    line(grid.map((v) => [x(v), y(density(v))]), 'stroke="#222" stroke-width="1.6"'),
    ...runs[0].points.filter(([v]) => Math.abs(v) < reach).map(([v]) =>
      `<line x1="${x(v)}" x2="${x(v)}" y1="${y(0)}" y2="${y(density(v))}" stroke="#888" stroke-width="${bar.toFixed(1)}"/>`),
  ]);
  const second = chart(1, 'its score, the slope of log f along v_x', 5, (x, y) => [
    line(grid.map((v) => [x(v), y(exactScore(v))]), 'stroke="#222" stroke-width="4" opacity="0.25"'),
    ...runs.flatMap(({ name, colour, points, error }, k) => [
      line(points.filter(([v]) => Math.abs(v) < reach).map(([v, g]) => [x(v), y(g)]), `stroke="${colour}" stroke-width="1.6"`),
      `<text x="${x(-1.1)}" y="${panel.top + 16 + 14 * k}" fill="${colour}">${name}: error ${(100 * error).toPrecision(2)} %</text>`,
    ]),
  ]);
  const [width, height] = [2 * (panel.width + panel.left) + 20, panel.height + panel.top + 24];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" ` +
    'aria-label="Density of two beams and its score, exact, by the blob and fitted" font-family="sans-serif" font-size="11">',
    `<rect width="${width}" height="${height}" fill="#fff"/>`, first, second, '</svg>\n',
  ].join('\n');
}

if (values.svg) writeFileSync(values.svg, figure());
