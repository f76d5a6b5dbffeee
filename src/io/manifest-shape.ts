type Shape = { readonly [key: string]: 'string' | 'number' | Shape };

/** What every manifest holds, those of older versions included. */
const shape: Shape = {
  scenario: 'string',
  status: 'string',
  version: 'string',
  backend: 'string',
  mode: 'string',
  threads: 'number',
  started: 'string',
  wallSeconds: 'number',
  counts: {},
  machine: { node: 'string', platform: 'string', arch: 'string', cpu: 'string', cores: 'number', memoryBytes: 'number' },
};

/** Is this what `writeManifest` wrote? */
export const isManifest = (value: unknown): boolean =>
  fits(value, shape) && Object.values(value.counts as object).every((count) => typeof count === 'number');

function fits(value: unknown, wanted: Shape): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(wanted).every(([key, kind]) => {
    const found = (value as Record<string, unknown>)[key];
    return typeof kind === 'string' ? typeof found === kind : fits(found, kind);
  });
}
