/** Names of the axes in the columns of the diagnostics table. */
export const axisNames = ['x', 'y', 'z'];
