import { appendFileSync } from 'node:fs';

/** Prints what an attack found as one line of JSON, and adds it to the file named by FUZZY_LANDAU_ATTACK, if any. */
export function tally(attack: string, counts: Readonly<Record<string, number | string>>): void {
  const line = JSON.stringify({ attack, node: process.version, ...counts });
  console.log(line);
  const file = process.env.FUZZY_LANDAU_ATTACK;
  if (file) appendFileSync(file, `${line}\n`);
}
