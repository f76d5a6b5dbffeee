import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { writeAtomically } from '../io/disk.ts';
import { asFileError } from '../io/file-error.ts';
import { packageRoot } from '../io/package-root.ts';
import { Refusal } from '../refusal.ts';
import { didYouMean } from './nearest.ts';

/** A scenario that comes with the package. */
export interface ShippedScenario {
  /** What `run NAME` takes. */
  readonly name: string;
  /** What it shows: its first comment line. */
  readonly summary: string;
  readonly path: string;
}

/** The scenarios that come with the package, by name; none where its folder is gone. */
export function shippedScenarios(): readonly ShippedScenario[] {
  const root = packageRoot();
  const folder = root === undefined ? '' : join(root, 'scenarios');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort().map((file) => {
    const path = join(folder, file);
    return { name: basename(file, '.yaml'), summary: /^#\s*(.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '', path };
  });
}

/**
 * The file that a user means: one that is there, or else the shipped scenario of that name, written as `NAME`, `NAME.yaml` or
 * `scenarios/NAME.yaml`. What is neither is handed back.
 */
export function scenarioFile(given: string): string {
  if (existsSync(given)) return given;
  const name = /^(?:scenarios[/\\])?([\w.-]+?)(?:\.yaml)?$/.exec(given)?.[1];
  const root = packageRoot();
  const path = name === undefined || root === undefined ? given : join(root, 'scenarios', `${name}.yaml`);
  return existsSync(path) ? path : given;
}

/**
 * Copies the shipped scenario `name` to `file`, named after it and with the schema of this package for editors, and returns `file`.
 * Throws a Refusal for a name that is not shipped and for a file that is there (unless `force`), a FileError where none can be written.
 */
export function copyScenario(name: string, file: string, force = false): string {
  const shipped = shippedScenarios();
  const found = shipped.find(({ path }) => path === scenarioFile(name)) ?? shipped.find((scenario) => scenario.name === name);
  if (!found) {
    const names = shipped.map((scenario) => scenario.name);
    throw new Refusal('input', `there is no shipped scenario '${name}'.${didYouMean(name, names)} They are: ${names.join(', ')}`);
  }
  if (existsSync(file) && !force) {
    throw new Refusal('input', `${file} exists`, { advice: 'choose another FILE, or replace it with --force' });
  }
  const text = readFileSync(found.path, 'utf8')
    .replace(/(\$schema=)\S+/, `$1${join(packageRoot()!, 'docs', 'scenario.schema.json')}`)
    .replace(/^name: .*$/m, `name: ${runName(file)}`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeAtomically(file, [Buffer.from(text)]);
  } catch (error) {
    throw asFileError(file, error);
  }
  return file;
}

/** The name of a run after its scenario's file. */
export const runName = (file: string): string =>
  basename(file, extname(file)).replaceAll(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'run';
