import { largestPages } from '../../state/arena.ts';

/**
 * Kernels are written with one integer type, `int`: that of addresses, of offsets and of counts. It is spelt i32 for memories of up
 * to 4 GiB and i64 for larger ones; nothing else differs, so neither do the bits of any sum. 32-bit words in memory are read and
 * written by int.load32 and int.store32, and `(memory int)` is the run's memory.
 *
 * With i64 an exported function takes its integers as doubles, which JavaScript has without BigInts and which hold every address.
 */
export function spelt(text: string, wide: boolean): string {
  if (!wide) {
    return text.replaceAll('(memory int)', `(memory 1 ${largestPages.narrow} shared)`)
      .replaceAll(/\bint\.(load|store)32\b/g, 'i32.$1').replaceAll(/\bint\b/g, 'i32');
  }
  const wrappers: string[] = [];
  const inner = text.replaceAll(/\(func \(export "(\w+)"\)((?:\s*\(param [^()]*\))*)/g, (_, name: string, parameters: string) => {
    wrappers.push(wrapper(name, [...parameters.matchAll(/\(param \$\w+ (\w+)\)/g)].map(([, type]) => type)));
    return `(func $${name}_${parameters}`;
  });
  return inner.replace(/\)\s*$/, `\n${wrappers.join('\n')})\n`)
    .replaceAll('(memory int)', `(memory i64 1 ${largestPages.wide} shared)`)
    .replaceAll('int.load32', 'i64.load32_s').replaceAll('int.store32', 'i64.store32').replaceAll(/\bint\b/g, 'i64');
}

function wrapper(name: string, types: readonly string[]): string {
  const handed = types.map((type, k) => (type === 'int' ? `(int.trunc_sat_f64_s (local.get ${k}))` : `(local.get ${k})`));
  return `  (func (export "${name}") ${types.map((type) => `(param ${type === 'int' ? 'f64' : type})`).join(' ')}
    (call $${name}_ ${handed.join(' ')}))`;
}
