/** Waves along an axis of a periodic box whose density modes are recorded. */
export const recordedWaves = [1, 2, 3] as const;

/** What is recorded of a mode, `density_mode` say, by its number of waves: `density_mode`, `density_mode_2`, ... */
export const waveName = (stem: string, waves: number): string => (waves === 1 ? stem : `${stem}_${waves}`);
