import { fitKernel, fractionWhereZero, kernelRange } from '../kernel-fit.ts';
import { paper, type Statement } from '../statement.ts';

export default {
  id: 'kernel-bounds',
  order: 15,
  statement:
    'kappa lies between two multiples of <x>^(-lambda) (1.2) and its derivatives are bounded by multiples of itself ' +
    '(2.3). Measured: how much the constants kappa_2 / kappa_1, C_1 and C_2 grow when the range of distances is ' +
    'doubled up to the longest one (half the diagonal of a periodic box, 64 in free space), minus 1 (in a box, which ' +
    'bounds distances, only whether they are finite); where kappa vanishes there are no such constants, and the ' +
    'violation is 1 plus the part of distances at which it does. Tolerance: 0.5, half of what any growth with the ' +
    'distance, such as that of a Gaussian, shows.',
  formula:
    '\\kappa_1 {\\langle x \\rangle}^{-\\lambda} \\le \\kappa \\le \\kappa_2 {\\langle x \\rangle}^{-\\lambda}, ' +
    '\\quad |\\nabla^k \\kappa| \\le C_k \\kappa',
  drawn: { quantities: { value: '\u03bb', kappa1: '\u03ba_1', kappa2: '\u03ba_2', c1: 'C_1', c2: 'C_2' } },
  source: `${paper}, (1.2) and (2.3)`,
  assumptions: () => [],
  measure: ({ run: { scenario } }) => {
    const range = kernelRange(scenario);
    const whole = fitKernel(scenario, range);
    const inner = fitKernel(scenario, range / 2);
    const { lambda, lower, upper, first, second } = whole;
    const vanishing = fractionWhereZero(scenario, range);
    const finite = vanishing === 0 && [first, second].every(Number.isFinite) && lower > 0;
    const grown = (a: number, b: number): number => (b > 0 ? a / b - 1 : 0);
    const free = scenario.domain?.x.kind === 'free';
    const growth = free
      ? Math.max(0, grown(first, inner.first), grown(second, inner.second), grown(upper / lower, inner.upper / inner.lower))
      : 0;
    const because =
      vanishing > 0
        ? `kappa vanishes at ${Math.round(100 * vanishing)} % of the distances, for which (1.2) and (2.3) have no constants: an open case`
        : 'the constants grow with the range of distances: kappa falls faster than a power';
    return {
      because,
      worstViolation: finite ? growth : 1 + vanishing,
      tolerance: 0.5,
      series: [{ time: 0, value: lambda, kappa1: lower, kappa2: upper, c1: first, c2: second, range }],
    };
  },
} satisfies Statement;
