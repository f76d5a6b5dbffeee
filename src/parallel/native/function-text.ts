/**
 * C text of a function that `Library.bind` can call. Its body, from a new line on, knows `memory`, the start of the run's memory, and
 * unsigned integers by these names. They come as doubles in one array: an argument costs koffi 0.03 microseconds, and some block functions
 * take ten for the work of one or two microseconds.
 */
export const functionText = (name: string, integers: readonly string[], body: string): string => `
void ${name}(const double *given) {
  unsigned char *memory = (unsigned char *)(uint64_t)given[0];
  const uint64_t ${integers.map((integer, k) => `${integer} = given[${k + 1}]`).join(', ')};
  (void)memory;${body}
}
`;
