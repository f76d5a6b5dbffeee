import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of our package.json, above the sources as well as above the compiled files; undefined when it is gone. */
export function packageRoot(folder = dirname(fileURLToPath(import.meta.url))): string | undefined {
  const path = join(folder, 'package.json');
  if (existsSync(path) && (JSON.parse(readFileSync(path, 'utf8')) as { name?: string }).name === 'fuzzy-landau') return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : packageRoot(parent);
}

/** The version in our package.json, `unknown` when it is gone. */
export function packageVersion(): string {
  const root = packageRoot();
  return root === undefined ? 'unknown' : (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
