import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages } from './command-lines.ts';

const root = resolve(import.meta.dirname, '../..');
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The anchors that headings of a page get: lower case, hyphens for spaces, no punctuation. */
const anchors = (page: string): readonly string[] =>
  [...textOf(page).matchAll(/^#+ (.*)$/gm)].map((match) => match[1].toLowerCase().replaceAll(/[^\p{L}\p{N} -]/gu, '').replaceAll(' ', '-'));

describe.each(pages())('%s', (page) => {
  it('links only to files and headings that are there', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map((match) => match[1]);
    const broken = links.filter((link) => {
      const [path, anchor] = link.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      return !existsSync(join(root, file)) || (anchor !== undefined && !anchors(file).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names only files of the source tree that are there', () => {
    // In placeholders a name is written in capitals: src/physics/kappa/NAME.ts.
    const named = [...textOf(page).matchAll(/`((?:src|test|workers|benchmarks|scenarios)\/[\w./-]+)`/g)]
      .map((match) => match[1])
      .filter((path) => !path.includes('NAME'));
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
