export { gridSolve, type GridOptions, type GridState } from './grid/solve.ts';
export { gridMesh, type GridMesh, type Resolution } from './grid/mesh.ts';
export { interpolateDensity } from './grid/interpolate.ts';
export type { ErrorEstimate } from './grid/error-estimate.ts';
