const units = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** Durations as people write them: 3h55m, 90m, 1.5h, 45s. */
export const durationForm = /^(\d+(\.\d+)?[dhms])+$/;

/** Seconds of a duration: 3h55m, 90m, 1d, or as batch systems write it, 03:55:00 and 1-12:00:00; undefined where it is none, or no time. */
export function durationSeconds(text: string): number | undefined {
  const clock = /^(?:(\d+)-)?(\d+):(\d{2}):(\d{2})$/.exec(text);
  if (!clock && !durationForm.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([dhms])/g)];
  const seconds = clock
    ? Number(clock[1] ?? 0) * units.d + Number(clock[2]) * units.h + Number(clock[3]) * units.m + Number(clock[4])
    : parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units], 0);
  return seconds > 0 ? seconds : undefined;
}
