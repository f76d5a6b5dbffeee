import { main } from '../../src/cli/program.ts';
import { loadScenario } from '../../src/scenario/scenario.ts';

/**
 * Stands for `npx` while the command lines of the documentation are executed: `fuzzy-landau ...` runs from the sources,
 * and what computes gets settings appended that make it tiny. Everything else is refused.
 */
const [program, ...argv] = process.argv.slice(2);
if (program !== 'fuzzy-landau') throw new Error(`the documentation calls npx ${program}; only fuzzy-landau is known here`);

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

const computing = ['run', 'grid', 'study'];
const small: string[] = [];
if (computing.includes(argv[0]) && argv[1] && !argv.includes('--help')) {
  const own = argv.flatMap((word) => /^([\w.]+)=/.exec(word)?.[1] ?? []);
  for (const setting of tinySettings(argv[1])) if (!own.includes(setting.slice(0, setting.indexOf('=')))) small.push('--set', setting);
}
if (argv[0] === 'grid') small.push('--velocity-points', '16', '--position-points', '8');

process.exitCode = await main([...argv, ...small], {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: false,
});
