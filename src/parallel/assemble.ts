type Bytes = Uint8Array<ArrayBuffer>;

/** wabt is large: it is loaded when a kernel is first assembled, and started once. */
const startWabt = async () => (await import('wabt')).default();
let started: ReturnType<typeof startWabt> | undefined;

/** WAT text to WebAssembly bytes. Throws an Error with wabt's message when the text is not a valid module. */
export async function assemble(text: string): Promise<Bytes> {
  const wabt = await (started ??= startWabt());
  const module = wabt.parseWat('kernel.wat', text, { simd: true, threads: true, relaxed_simd: true, memory64: true });
  try {
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** Modules of the last texts: the runs of one process often want the same kernels, and one takes 0.1 s to assemble and compile. */
const known = new Map<string, Promise<WebAssembly.Module>>();
const mostKnown = 24;

/** The module of a WAT text. Of a text that was compiled before, in the same `manner`, it is the same one. Throws as `assemble`. */
export function moduleOf(
  text: string, manner = 'usual', compile: (bytes: Bytes) => WebAssembly.Module | Promise<WebAssembly.Module> = WebAssembly.compile,
): Promise<WebAssembly.Module> {
  const key = `${manner} ${text}`;
  const module = known.get(key) ?? assemble(text).then(compile);
  known.delete(key);
  known.set(key, module);
  if (known.size > mostKnown) known.delete(known.keys().next().value!);
  return module;
}
