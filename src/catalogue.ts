import { readdirSync } from 'node:fs';
import type { KappaKind, Member, SchemeKind, SubstepKind } from './contracts.ts';

/** Loads every member of a folder: one file each, default export, sorted by name. The folder is the list. */
async function members<M extends Member>(folder: string): Promise<readonly M[]> {
  const url = new URL(folder, import.meta.url);
  const files = readdirSync(url).filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, url).href) as Promise<{ default: M }>));
  return modules.map((module) => module.default);
}

export const kappas = await members<KappaKind>('./physics/kappa/');
export const mollifiers = await members<Member>('./physics/mollifier/');
export const schemes = await members<SchemeKind>('./dynamics/schemes/');
export const substeps = await members<SubstepKind>('./dynamics/substeps/');

/** The member called `name`. Throws when there is none: scenarios are checked before they get here. */
export function named<M extends Member>(list: readonly M[], name: string): M {
  const found = list.find((member) => member.name === name);
  if (!found) throw new Error(`unknown name '${name}'; known: ${list.map((member) => member.name).join(', ')}`);
  return found;
}
