/** A value that two scenarios do not share: its dotted path, and what it is in each; undefined where it is not there. */
export interface Difference {
  readonly path: string;
  readonly values: readonly [unknown, unknown];
}

/** Where two scenarios, or any two values that JSON can hold, differ. Lists of other lengths differ as a whole. */
export function differences(one: unknown, other: unknown, path = ''): Difference[] {
  if (isRecord(one) && isRecord(other)) {
    const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return names.flatMap((name) => differences(one[name], other[name], path === '' ? name : `${path}.${name}`));
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.flatMap((value, k) => differences(value, other[k], `${path}.${k}`));
  }
  return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ path, values: [one, other] }];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const most = 4;
const longest = 60;

/** The first differences in words, `path: A here, B there`, with names for the two places. */
export function differencesText(found: readonly Difference[], places: readonly [string, string]): string {
  const shown = (value: unknown): string => {
    const text = value === undefined ? 'absent' : JSON.stringify(value);
    return text.length > longest ? `${text.slice(0, longest)}...` : text;
  };
  const words = found.slice(0, most).map(({ path, values: [one, other] }) =>
    `${path}: ${shown(one)} ${places[0]}, ${shown(other)} ${places[1]}`);
  return [...words, ...(found.length > most ? [`and ${found.length - most} more`] : [])].join('; ');
}
