import { readdirSync } from 'node:fs';

/** Loads every member of a folder: one file each, default export, sorted by file name. The folder is the list. */
export async function members<M>(folder: URL): Promise<readonly M[]> {
  const files = readdirSync(folder).filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href) as Promise<{ default: M }>));
  return modules.map((module) => module.default);
}

/** The member called `name`. Throws when there is none: scenarios are checked before they get here. */
export function named<M extends { readonly name: string }>(list: readonly M[], name: string): M {
  const found = list.find((member) => member.name === name);
  if (!found) throw new Error(`unknown name '${name}'; known: ${list.map((member) => member.name).join(', ')}`);
  return found;
}
