// Preloaded into every rank by a test: the second rank gets no more memory once its run has begun. Only it meets the error.
const rank = process.env.OMPI_COMM_WORLD_RANK ?? process.env.PMI_RANK;
const { grow } = WebAssembly.Memory.prototype;
let calls = 0;
if (rank === '1') {
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (++calls > 6) {
      process.stderr.write(`no more memory from ${Date.now()} on, says the test\n`);
      throw new RangeError('no more memory, says the test');
    }
    return grow.call(this, pages);
  };
}
