/**
 * A number of a run for people: at most `digits` significant ones, without the tail that binary fractions have (1.14, not
 * 1.1400000000000001). Twelve tell any two times of a run apart.
 */
export const shown = (value: number, digits = 12): string => String(Number(value.toPrecision(digits)));
