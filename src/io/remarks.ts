import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describeTable } from './arrow-reader.ts';
import { FileError } from './file-error.ts';

/** What a reader of the run folder `folder` should know although it can be read; a sentence each. */
export function remarksOn(folder: string): string[] {
  return ['diagnostics', 'snapshots', 'profiles', 'density'].flatMap((name) => {
    const path = join(folder, `${name}.arrow`);
    if (!existsSync(path)) return [];
    try {
      const { unchecked, batches } = describeTable(path);
      if (unchecked === 0) return [];
      const share = `${unchecked} of ${batches.length} record batches have no checksum (an older version wrote them)`;
      return [`${path}: ${share}; damage in them would not be noticed`];
    } catch (error) {
      if (error instanceof FileError) return []; // whoever reads it will say so
      throw error;
    }
  });
}
