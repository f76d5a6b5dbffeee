import { beforeEach, describe, expect, it } from 'vitest';
import type { MeshAxis } from '../../src/mesh/grid.ts';
import { LaidMesh, type MeshPlace, type Resolution } from '../../src/mesh/laid-mesh.ts';
import { Refined, type Asked, type MeshErrors } from '../../src/mesh/refined.ts';
import { MeshRefusal } from '../../src/mesh/refusal.ts';
import { MeshWorkspace } from '../../src/mesh/workspace.ts';
import { Arena } from '../../src/state/arena.ts';
import { callingThread } from '../../src/threads/threads.ts';

type TestMesh = LaidMesh<Resolution, MeshPlace, number>;

const axis = (origin: number): MeshAxis => ({ count: 16, spacing: 1, origin, periodic: false, occupied: 16 });
const place = (): MeshPlace => ({ axes: [axis(-8), axis(-8)] });
/** Two points of two coordinates. */
const points = (x: number): Float64Array[] => [Float64Array.of(0, x), Float64Array.of(0, 0)];

let mesh: TestMesh;
beforeEach(() => {
  const workspace = new MeshWorkspace(8, new Arena(), callingThread(), 1000);
  mesh = new LaidMesh({ name: 'test', remedy: 'do something else', symbol: () => 0 }, workspace, { order: 4, spacing: 1 });
});

describe('a mesh laid under points', () => {
  it('stays while it covers them, is laid anew where they leave it, and is not moved by points astray', () => {
    const first = mesh.under(points(1), 2, place);
    expect(mesh.under(points(4), 2, place)).toBe(first);
    expect(mesh.under(points(9), 2, () => ({ axes: [axis(0), axis(-8)] }))).not.toBe(first);
    expect(mesh.times).toBe(2);
    expect(mesh.under(points(NaN), 2, place)).toBeUndefined();
    expect(mesh.under(points(1e3), 2, place)).toBeUndefined();
    expect(mesh.times).toBe(2);
  });

  it('is laid anew where what it holds beside them has changed', () => {
    mesh.under(points(1), 2, place);
    mesh.under(points(1), 2, place, () => false);
    expect(mesh.times).toBe(2);
  });

  it('is the same after a memory that went through JSON', () => {
    const { grid } = mesh.under(points(1), 2, place)!;
    const other = new LaidMesh<Resolution, MeshPlace, number>(
      { name: 'other', remedy: '', symbol: () => 0 }, new MeshWorkspace(8, new Arena(), callingThread()), { order: 6, spacing: 2 },
    );
    other.restore(JSON.parse(JSON.stringify(mesh.memory())) as ReturnType<TestMesh['memory']>);
    expect(other.resolution).toEqual({ order: 4, spacing: 1 });
    expect(other.grid).toEqual(grid);
  });

  it('refuses more points than there may be, and a first pass over points that are not finite', () => {
    expect(() => mesh.under(points(NaN), 2, place)).toThrow('the particles are not finite');
    const wide = { ...axis(-8), count: 64 };
    expect(() => mesh.under(points(1), 2, () => ({ axes: [wide, wide] }))).toThrow(
      'the test mesh would need 64 x 64 points, more than 1000: do something else',
    );
  });
});

describe('a mesh refined until a check is content', () => {
  /** Halves the spacing down to an eighth; the error is `error` times the spacing. */
  const refined = (change: Partial<Asked<Resolution>> = {}): Refined<Resolution, MeshPlace> => new Refined(mesh, {
    sum: 'score', tolerance: 0.3, aim: 0.2, bound: 0.3, remedy: 'ask for less', follows: false,
    finer: ({ order, spacing }) => (spacing > 1 / 8 ? { order, spacing: spacing / 2 } : undefined),
    ...change,
  });
  const attempt = (error: number) => (): Promise<MeshErrors> => Promise.resolve({ density: 0, score: error * mesh.resolution.spacing });

  it('is as coarse as its aim allows', async () => {
    const one = refined();
    await one.settle(attempt(0.7));
    expect(mesh.resolution.spacing).toBe(1 / 4);
    expect(Object.fromEntries(one.errors)).toEqual({ density: 0, score: 0.7 / 4 });
    expect(one.settled).toBe(true);
  });

  it('may miss its aim where no finer one helps, but not its bound', async () => {
    await refined().settle(attempt(2));
    expect(mesh.resolution.spacing).toBe(1 / 8);
    const reached = 'the mesh of the score reaches a relative error of 3.8e-1, sums.tolerance asks for 0.3: ask for less';
    await expect(refined().settle(attempt(3))).rejects.toThrow(reached);
  });

  it('tells the error that was reached where a finer mesh cannot be had, and a refusal of the first one as it is', async () => {
    const never = (): Promise<MeshErrors> => Promise.reject(new MeshRefusal('too large'));
    await expect(refined().settle(never)).rejects.toThrow('too large');
    const once = (): Promise<MeshErrors> => (mesh.resolution.spacing === 1 ? attempt(0.7)() : never());
    await expect(refined().settle(once)).rejects.toThrow('reaches a relative error of 7.0e-1');
  });

  it('waits with a failed check until adapt(), and goes on from a memory as if nothing had been', async () => {
    const one = refined();
    await one.settle(attempt(0.1));
    // One and a half times the bound is forgiven: the check is a sample.
    one.judge({ score: 0.44 });
    one.adapt();
    expect(mesh.resolution.spacing).toBe(1);
    one.judge({ score: 0.46 });
    const memory = JSON.parse(JSON.stringify(one.memory())) as ReturnType<typeof one.memory>;
    one.judge({ score: 0 });
    one.adapt();
    expect(mesh.resolution.spacing).toBe(1);
    const resumed = refined();
    resumed.restore(memory);
    resumed.adapt();
    expect(mesh.resolution.spacing).toBe(1 / 2);
    expect([resumed.settled, resumed.due]).toEqual([true, true]);
  });

  it('is laid anew before it is refined where its spacing follows the particles', async () => {
    const one = refined({ follows: true });
    mesh.under(points(1), 2, place);
    await one.settle(attempt(0.1));
    one.judge({ score: 1 });
    one.adapt();
    expect([mesh.resolution.spacing, mesh.grid, one.settled]).toEqual([1, undefined, false]);
  });

  it('makes nothing of a check of points astray', async () => {
    const one = refined();
    await one.settle(attempt(0.1));
    one.judge({ score: 1 });
    one.judge({ score: NaN });
    one.adapt();
    expect(mesh.resolution.spacing).toBe(1 / 2);
    expect(one.errors.get('score')).toBe(1);
  });
});
