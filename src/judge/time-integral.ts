/**
 * Running integrals of a table of values over its times, from the first on: trapezoidal over every interval, trapezoidal
 * over every second point, and the two extrapolated, (4 fine - coarse) / 3 (Simpson's rule for equal intervals).
 * Between the points that the coarse rule has, it is filled up with the fine one.
 */
export function runningIntegral(times: ArrayLike<number>, values: ArrayLike<number>): { fine: number; coarse: number; best: number }[] {
  const area = (a: number, b: number): number => ((values[a] + values[b]) * (times[b] - times[a])) / 2;
  let fine = 0;
  let coarse = 0;
  const result = [{ fine: 0, coarse: 0, best: 0 }];
  for (let k = 1; k < times.length; k++) {
    fine += area(k - 1, k);
    if (k % 2 === 0) coarse += area(k - 2, k);
    const here = k % 2 === 0 ? coarse : coarse + area(k - 1, k);
    // An odd end adds its last trapezium to both.
    const even = k % 2 === 0 ? fine : fine - area(k - 1, k);
    const best = (4 * even - coarse) / 3 + (k % 2 === 0 ? 0 : area(k - 1, k));
    result.push({ fine, coarse: here, best });
  }
  return result;
}
