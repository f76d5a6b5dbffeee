/**
 * WAT text to WebAssembly bytes. wabt is large, so it is loaded when a kernel is first assembled.
 * Throws an Error with wabt's message when the text is not a valid module.
 */
export async function assemble(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const { default: load } = await import('wabt');
  const wabt = await load();
  const module = wabt.parseWat('kernel.wat', text, { simd: true, threads: true, relaxed_simd: true, memory64: true });
  try {
    return new Uint8Array(module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}
