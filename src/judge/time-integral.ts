/**
 * Running integrals of a table of values over its times, from the first on: trapezoidal over every interval, trapezoidal
 * over every second point, and the two extrapolated, (4 fine - coarse) / 3 (Simpson's rule for equal intervals). An odd
 * last interval counts in all three: as a trapezium in the first two, under the parabola of its last three points in `best`.
 */
export function runningIntegral(times: ArrayLike<number>, values: ArrayLike<number>): { fine: number; coarse: number; best: number }[] {
  const area = (a: number, b: number): number => ((values[a] + values[b]) * (times[b] - times[a])) / 2;
  const parabola = (k: number): number => {
    const [h, g] = [times[k] - times[k - 1], times[k - 1] - times[k - 2]];
    return (
      (h / 6) * ((values[k] * (2 * h + 3 * g)) / (g + h) + (values[k - 1] * (h + 3 * g)) / g - (values[k - 2] * h * h) / (g * (g + h)))
    );
  };
  let fine = 0;
  let coarse = 0;
  const result = [{ fine: 0, coarse: 0, best: 0 }];
  for (let k = 1; k < times.length; k++) {
    fine += area(k - 1, k);
    if (k % 2 === 0) coarse += area(k - 2, k);
    const here = k % 2 === 0 ? coarse : coarse + area(k - 1, k);
    const even = k % 2 === 0 ? fine : fine - area(k - 1, k);
    const last = k % 2 === 0 ? 0 : k === 1 ? area(0, 1) : parabola(k);
    const best = (4 * even - coarse) / 3 + last;
    result.push({ fine, coarse: here, best });
  }
  return result;
}

/** The largest error of `best`, by the trapezium's difference from it; of a single interval nothing is known: all of it. */
export function quadratureError(rule: ReturnType<typeof runningIntegral>): number {
  if (rule.length < 3) return Math.abs(rule[rule.length - 1].best);
  return rule.reduce((most, { best, fine }) => Math.max(most, Math.abs(best - fine)), 0);
}
