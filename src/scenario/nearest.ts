/** Edit distance between two names: insertions, deletions, replacements and swaps of neighbours each cost 1. */
export function editDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, table[i - 2][j - 2] + 1);
      table[i][j] = best;
    }
  }
  return table[a.length][b.length];
}

/** The known name closest to what was typed, if it is close enough to be what was meant; case is ignored. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  if (typed.length === 0 || typed.length > 80) return undefined;
  const lower = typed.toLowerCase();
  let best: string | undefined;
  let smallest = Infinity;
  for (const name of known) {
    const candidate = name.toLowerCase();
    const begun = lower.length >= 3 && (candidate.startsWith(lower) || lower.startsWith(candidate)) ? 1 : Infinity;
    const distance = Math.min(begun, editDistance(lower, candidate));
    const allowed = Math.max(1, Math.floor(Math.max(lower.length, candidate.length) / 3));
    if (distance <= allowed && distance < smallest) {
      smallest = distance;
      best = name;
    }
  }
  return best;
}

/** " Did you mean 'gamma'?" or nothing: the tail of a message about an unknown name. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const name = nearest(typed, known);
  return name === undefined ? '' : ` Did you mean '${name}'?`;
}
