import { z } from 'zod';
import { didYouMean } from './nearest.ts';
import { mostProblems, shorten, show } from './error.ts';

// The validator must not compile code at run time.
z.config({ jitless: true });

/** The part of zod's issue that messages are made from. */
interface Found {
  readonly code?: string;
  readonly input?: unknown;
  readonly keys?: readonly string[];
}

/** "expected X, found Y", or "missing; expected X". */
function expected(what: string): { error: (issue: Found) => string } {
  return {
    error: ({ input }) =>
      (input === undefined ? `missing; expected ${what}` : `expected ${what}, found ${show(input)}${unitHint(what, input)}`),
  };
}

/** A number with a unit: there are none. */
function unitHint(what: string, input: unknown): string {
  const withUnit = what.includes('number') && typeof input === 'string' && /^\s*[+-]?[\d.]+(e[+-]?\d+)?\s*[a-zA-Z]+\s*$/i.test(input);
  return withUnit ? '; the equation is dimensionless: write the number alone' : '';
}

export interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
  /** The minimum itself is not allowed. */
  readonly exclusive?: boolean;
}

function rangeText(kind: string, { minimum, maximum, exclusive }: Range): string {
  if (minimum !== undefined && maximum !== undefined) return `${kind} in ${exclusive ? '(' : '['}${minimum}, ${maximum}]`;
  if (minimum !== undefined) return `${kind} ${exclusive ? '>' : '>='} ${minimum}`;
  return maximum === undefined ? kind : `${kind} <= ${maximum}`;
}

/** A finite number in a range. */
export function number(description: string, range: Range = {}): z.ZodNumber {
  const message = expected(rangeText('a number', range));
  return bounded(z.number(message), range, message).describe(description);
}

/** A whole number in a range. */
export function integer(description: string, range: Range = {}): z.ZodNumber {
  const message = expected(rangeText('a whole number', range));
  return bounded(z.number(message).int(message), range, message).describe(description);
}

function bounded(schema: z.ZodNumber, { minimum, maximum, exclusive }: Range, message: { error: (issue: Found) => string }): z.ZodNumber {
  let result = schema;
  if (minimum !== undefined) result = exclusive ? result.gt(minimum, message) : result.gte(minimum, message);
  return maximum === undefined ? result : result.lte(maximum, message);
}

export function flag(description: string): z.ZodBoolean {
  return z.boolean(expected('true or false')).describe(description);
}

export function text(description: string, what = 'text'): z.ZodString {
  return z.string(expected(what)).min(1, expected(what)).describe(description);
}

/** One of a list of names; the message gives the nearest. */
export function choice<const N extends readonly string[]>(description: string, names: N): z.ZodEnum<{ [K in N[number]]: K }> {
  const schema = z.enum(names, { error: ({ input }) => unknownName(input, names) });
  return schema.describe(description) as unknown as z.ZodEnum<{ [K in N[number]]: K }>;
}

/** "expected one of a, b, c, found 'd'. Did you mean 'c'?" */
export function unknownName(input: unknown, names: readonly string[]): string {
  const list = names.length === 1 ? `'${names[0]}'` : `one of ${names.join(', ')}`;
  if (input === undefined) return `missing; expected ${list}`;
  return `expected ${list}, found ${show(input)}.${typeof input === 'string' ? didYouMean(input, names) : ''}`;
}

/** A list with one entry per direction; a single value stands for equal entries. */
export function perAxis<E extends z.ZodType>(entry: E): z.ZodUnion<readonly [E, z.ZodArray<E>]> {
  const message = expected(entry instanceof z.ZodNumber
    ? 'a number, or a list of numbers, one per direction'
    : 'a number or a formula, or a list of them, one per direction');
  return z.union([entry, z.array(entry, message)], message).describe(entry.description ?? '');
}

/** A number or a formula; what a formula may say depends on the dimensions. */
export function field(description: string): z.ZodUnion<readonly [z.ZodNumber, z.ZodString]> {
  const message = expected('a number or a formula, for example "1 + 0.1*cos(x)"');
  return z.union([z.number(message), z.string(message).min(1, message)], message).describe(description);
}

/** A mapping with exactly these keys: unknown ones are errors, one line of the message for each. */
export function mapping<S extends z.core.$ZodLooseShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue: Found) => {
      if (issue.code === 'unrecognized_keys')
        return (issue.keys ?? [])
          .slice(0, mostProblems)
          .map((key) => unknownKey(key, known))
          .join('\n');
      return expected(`a mapping with ${known.length === 0 ? 'no keys' : known.join(', ')}`).error(issue);
    },
  });
}

function unknownKey(key: string, known: readonly string[]): string {
  return known.length === 0
    ? `unknown key '${shorten(key)}': nothing can be set here`
    : `unknown key '${shorten(key)}'.${synonym(key, known) ?? didYouMean(key, known)} Known here: ${known.join(', ')}`;
}

/** What other codes call some keys. */
const synonyms: Readonly<Record<string, string>> = {
  dt: 'step', timestep: 'step', tmax: 'end', t_end: 'end', tfinal: 'end', n: 'count', particles: 'count', t: 'temperature', u: 'velocity',
};

function synonym(key: string, known: readonly string[]): string | undefined {
  const name = Object.hasOwn(synonyms, key.toLowerCase()) ? synonyms[key.toLowerCase()] : undefined;
  return name !== undefined && known.includes(name) ? ` It is called '${name}' here.` : undefined;
}

/** A value that may be written in several ways. */
export function either<const O extends readonly [z.ZodType, ...z.ZodType[]]>(what: string, options: O): z.ZodUnion<O> {
  return z.union(options, expected(what));
}

/** Mappings told apart by the name under `key`. */
export function variants<const O extends readonly [z.ZodObject, ...z.ZodObject[]]>(key: string, options: O): z.ZodDiscriminatedUnion<O> {
  const names = options.flatMap((option) => [...((option.shape[key] as z.ZodLiteral | z.ZodEnum)._zod.values ?? [])].map(String));
  return z.discriminatedUnion(key, options, {
    error: ({ code, input }: Found) =>
      code === 'invalid_union'
        ? unknownName((input as Record<string, unknown>)[key], names)
        : expected(`a mapping with '${key}' (${names.join(', ')})`).error({ input }),
  }) as unknown as z.ZodDiscriminatedUnion<O>;
}
