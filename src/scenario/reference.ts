import { scenarioJsonSchema } from './scenario.ts';

/** The part of JSON Schema that scenarios use. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** A table of the reference: what may stand under one path, or under one of its kinds. */
interface Section {
  readonly title: string;
  readonly about: string;
  readonly rows: string[];
}

/**
 * The scenario reference in Markdown, made from the JSON Schema: one table for each mapping, one row for each value
 * with its range, its default and what it means. Kinds of one value (`oneOf`) get a table each.
 */
export function scenarioReference(): string {
  const { properties = {}, required = [] } = scenarioJsonSchema() as Schema;
  const sections = Object.entries(properties).flatMap(([name, schema]) => {
    const plain: Section = { title: `\`${name}\``, about: '', rows: [] };
    const further: Section[] = [];
    addRows(plain, further, name, schema, required.includes(name));
    return [plain, ...further];
  });
  return `${sections.map(sectionText).join('\n\n')}\n`;
}

const sectionText = ({ title, about, rows }: Section): string =>
  [`${title.includes(':') ? '###' : '##'} ${title}`, ...(about ? [about] : []), tableText(rows)].join('\n\n');

const tableText = (rows: readonly string[]): string =>
  rows.length === 0 ? 'Nothing else can be set here.' : ['| path | value | default | meaning |', '|---|---|---|---|', ...rows].join('\n');

/** Adds the row of `path`, the rows below it, and to `further` the sections that it needs. */
function addRows(into: Section, further: Section[], path: string, schema: Schema, needed: boolean): void {
  into.rows.push(`| \`${path}\` | ${cell(valueText(schema))} | ${cell(defaultText(schema, needed))} | ${cell(schema.description ?? '')} |`);
  if (isMapping(schema)) addMembers(into, further, path, schema);
  for (const option of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].filter(isMapping)) {
    const section: Section = { title: `\`${path}\`: ${kindOf(option)}`, about: option.description ?? '', rows: [] };
    further.push(section);
    addMembers(section, further, path, option);
  }
  if (schema.items && isMapping(schema.items)) addMembers(into, further, `${path}[]`, schema.items);
}

function addMembers(into: Section, further: Section[], path: string, { properties = {}, required = [] }: Schema): void {
  for (const [name, schema] of Object.entries(properties)) {
    // The name that tells kinds apart is the section's title already.
    if (schema.const === undefined && !isDiscriminator(name)) addRows(into, further, `${path}.${name}`, schema, required.includes(name));
  }
}

const isMapping = ({ properties }: Schema): boolean => properties !== undefined;
const isDiscriminator = (name: string): boolean => name === 'sampling';

/** `kind: gaussian`, or the keys where options are told apart by them. */
function kindOf({ properties = {} }: Schema): string {
  const [name, schema] = Object.entries(properties).find(([key, member]) => member.const !== undefined || isDiscriminator(key)) ?? [];
  if (name === undefined) return `with ${Object.keys(properties).map(code).join(', ')}`;
  return `${name} ${(schema!.enum ?? [schema!.const]).map((value) => code(String(value))).join(' or ')}`;
}

const code = (text: string): string => `\`${text}\``;

/** What may be written, in words. */
function valueText(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  const options = schema.oneOf ?? schema.anyOf;
  if (options)
    return [...new Set(options.map((option) => (isMapping(option) ? `mapping ${kindOf(option)}` : valueText(option))))].join('; ');
  if (schema.type === 'array') return `list of: ${schema.items ? valueText(schema.items) : 'values'}`;
  if (isMapping(schema)) return 'mapping';
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'string') return 'text';
  return `${schema.type === 'integer' ? 'whole number' : 'number'}${rangeText(schema)}`;
}

function rangeText({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const bounds = [
    ...(exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`]),
    ...(minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? [] : [`>= ${minimum}`]),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? [] : [`<= ${maximum}`]),
  ];
  return bounds.length === 0 ? '' : ` ${bounds.join(', ')}`;
}

function defaultText(schema: Schema, needed: boolean): string {
  const { default: value } = schema;
  if (value === undefined) return needed ? 'required' : '';
  // A mapping whose members all have defaults of their own.
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
    ? ''
    : code(JSON.stringify(value).replaceAll('"', ''));
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
