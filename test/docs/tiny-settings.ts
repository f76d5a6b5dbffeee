import { loadScenario } from '../../src/scenario/scenario.ts';

/** Settings that make any scenario a few steps of a few hundred particles. */
function tinySettings(file: string): readonly string[] {
  const { equation, particles, domain, time } = loadScenario(file);
  const { x, v } = equation.dimensions;
  const step = 0.05;
  return [
    `time.step=${step}`, `time.end=${2 * step}`, ...(time.scheme === 'discrete-gradient' ? ['time.solver.tolerance=1e-8'] : []),
    `output={ diagnostics: { every: ${step} }, snapshots: { every: ${step} }, checkpoint: { every: ${step} } }`,
    ...(particles.sampling === 'lattice'
      ? [`particles.velocity={ count: ${v === 2 ? 10 : 6}, halfWidth: ${particles.velocity.halfWidth[0]} }`, 'particles.trim=1e-4',
        ...(x > 0 && domain?.x.kind === 'periodic' ? ['particles.position.count=6'] : [])]
      : ['particles.count=200']),
    ...(x > 0 ? ['mollifier.width={ position: 1, velocity: 0.8 }'] : []),
  ];
}

const computing = ['run', 'grid', 'study', 'converged'];

/** The words of a command, with settings appended that make what computes tiny: those that it has not set itself. */
export function tiny(words: readonly string[]): string[] {
  const small: string[] = [];
  if (computing.includes(words[0]) && words[1] && !words.includes('--help')) {
    const own = words.flatMap((word) => /^([\w.]+)=/.exec(word)?.[1] ?? []);
    for (const setting of tinySettings(words[1])) if (!own.includes(setting.slice(0, setting.indexOf('=')))) small.push('--set', setting);
  }
  if (words[0] === 'grid') small.push('--velocity-points', '16', '--position-points', '8');
  return [...words, ...small];
}
