import { readdirSync, readFileSync } from 'node:fs';
import { validText } from './text.ts';

const shipped = new URL('../../scenarios/', import.meta.url);
/** Scenarios to damage: the shipped ones, and one with every key. */
export const texts = [validText, ...readdirSync(shipped).map((file) => readFileSync(new URL(file, shipped), 'utf8'))];
const values = [
  '.nan', '-.inf', '-1', '0', '1e400', '9007199254740993', 'null', '~', '""', '[]', '{}', '[[1]]', 'true', '!!binary aGk=', '&a 1',
  '*a', '|', '>', '__proto__', '{ __proto__: 1 }', 'constructor', '"\\u0000"', '2026-11-22', '0x10', '1_000', '- 1', '? 1',
  '%YAML 1.1', '---', '...', '\t', '#', "'", '@', '`',
  '\uFEFF', '\u2028', '\ud800',
];

/** One random damage to the text: of characters, values, lines or structure. */
export function mutate(text: string, random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const at = Math.floor(random() * text.length);
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  const damages: readonly (() => string)[] = [
    () => text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 8)),
    () => text.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(at),
    () => text.slice(0, at) + pick(values) + text.slice(at + 1),
    () => text.slice(0, at),
    () => text.replace(/: [^\n{[,}]+/g, (value) => (random() < 0.08 ? `: ${pick(values)}` : value)),
    () => text.replace(/[A-Za-z]\w+:/g, (key) => (random() < 0.04 ? `${key.slice(1)}` : key)),
    () =>
      text.replace(/-?\d+(\.\d+)?(e-?\d+)?/g, (number) =>
        random() < 0.1 ? String(Number(number) * pick([-1, 0, 0.5, 1e3, 1e300, NaN])) : number,
      ),
    () => lines.toSpliced(line, 1).join('\n'),
    () => lines.toSpliced(line, 0, lines[Math.floor(random() * lines.length)]).join('\n'),
    () => lines.with(line, `${' '.repeat(Math.floor(random() * 5))}${lines[line].trim()}`).join('\n'),
    () => lines.with(line, `${lines[line].split(':')[0]}: ${pick(values)}`).join('\n'),
  ];
  return pick(damages)();
}
