/** Names of the axes of x and of v, in columns and messages. */
export const axisNames = ['x', 'y', 'z'] as const;

/** `name_x`, `name_y`, ... for the first `count` axes. */
export const vectorNames = (name: string, count: number): string[] => axisNames.slice(0, count).map((axis) => `${name}_${axis}`);

/** `name_xx`, `name_xy`, ..., `name_yy`, ...: the upper triangle of a symmetric tensor, row by row. */
export const tensorNames = (name: string, count: number): string[] =>
  axisNames.slice(0, count).flatMap((row, first) => axisNames.slice(first, count).map((other) => `${name}_${row}${other}`));
