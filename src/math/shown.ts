/**
 * A number of a run for people: at most `digits` significant ones, without the tail that binary fractions have (1.14, not
 * 1.1400000000000001). Twelve tell any two times of a run apart.
 */
export const shown = (value: number, digits = 12): string => String(Number(value.toPrecision(digits)));

/** A number whose size alone counts, an error or a drift: `digits` behind the point of its mantissa; 0 is `0`. */
export const scientific = (value: number, digits = 2): string => (value === 0 ? '0' : value.toExponential(digits));
