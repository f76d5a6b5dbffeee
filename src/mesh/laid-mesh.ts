import type { Column } from '../contracts.ts';
import { fourierPlan, type FourierPlan } from './fft.ts';
import { covers, extent, isAstray, meshGrid, type Extent, type MeshAxis, type MeshGrid, type SplineOrder } from './grid.ts';
import { MeshRefusal } from './refusal.ts';
import type { MeshWorkspace } from './workspace.ts';

/** How fine a mesh is. */
export interface Resolution {
  readonly order: SplineOrder;
  /** Mesh spacing over the standard deviation of what is smooth on it. */
  readonly spacing: number;
}

/** Where a mesh lies, as plain data: its axes, in the order of the particle columns. */
export interface MeshPlace {
  readonly axes: readonly MeshAxis[];
}

/** A mesh that lies somewhere, with all that a sum over it needs. */
export interface Laid<Place, Symbol> {
  readonly place: Place;
  readonly grid: MeshGrid;
  readonly plan: FourierPlan;
  /** What the transformed mesh is multiplied by. */
  readonly symbol: Symbol;
}

/** A mesh for a checkpoint: a resumed run must use the same one. */
export interface MeshMemory<R extends Resolution, Place extends MeshPlace> {
  readonly resolution: R;
  /** Absent before the first pass. */
  readonly place?: Place;
}

/** What one kind of mesh differs in from another. */
export interface MeshKind<Place extends MeshPlace, Symbol> {
  /** What lies on it, and what makes it smaller, for refusals. */
  readonly name: string;
  readonly remedy: string;
  symbol(grid: MeshGrid, place: Place): Symbol;
}

/**
 * One mesh under the points of a run. It stays where it is until a point leaves it, so that a sum is one function during
 * a step.
 */
export class LaidMesh<R extends Resolution, Place extends MeshPlace, Symbol> {
  /** Times that it was laid: refined, or outgrown by the particles. */
  times = 0;
  /** Of the next mesh that is laid; see refine(). */
  resolution: R;
  private readonly kind: MeshKind<Place, Symbol>;
  private readonly workspace: MeshWorkspace;
  private laid: Laid<Place, Symbol> | undefined;

  constructor(kind: MeshKind<Place, Symbol>, workspace: MeshWorkspace, resolution: R) {
    this.kind = kind;
    this.workspace = workspace;
    this.resolution = resolution;
  }

  /** Absent before the first pass. */
  get grid(): MeshGrid | undefined {
    return this.laid?.grid;
  }

  /** Takes another resolution; the mesh is laid anew at the next pass. */
  refine(resolution: R): void {
    this.resolution = resolution;
    this.laid = undefined;
  }

  /**
   * The mesh under the first `count` points of `columns`: the one that lies there, while it covers and `holds` them, else
   * a new one, put where `place` says. Undefined for points astray, see `isAstray`. Throws a MeshRefusal when the points
   * are not finite or the mesh is too large.
   */
  under(
    columns: readonly Column[], count: number, place: (extents: readonly Extent[]) => Place, holds: (place: Place) => boolean = () => true,
  ): Laid<Place, Symbol> | undefined {
    const extents = columns.map((column) => extent(column, count));
    const { laid } = this;
    if (laid && isAstray(laid.grid, extents)) return undefined;
    if (!extents.flat().every(Number.isFinite)) throw new MeshRefusal('the particles are not finite, no mesh holds them');
    return laid && covers(laid.grid, extents) && holds(laid.place) ? laid : this.lay(place(extents));
  }

  memory(): MeshMemory<R, Place> {
    return { resolution: this.resolution, ...(this.laid && { place: this.laid.place }) };
  }

  restore({ resolution, place }: MeshMemory<R, Place>): void {
    this.refine(resolution);
    if (place) this.lay(place);
  }

  private lay(place: Place): Laid<Place, Symbol> {
    const { kind: { name, remedy }, workspace: { arena, mostPoints } } = this;
    const grid = meshGrid(this.resolution.order, place.axes);
    if (!(grid.length <= mostPoints)) {
      const points = place.axes.map((axis) => axis.count).join(' x ');
      throw new MeshRefusal(`the ${name} mesh would need ${points} points, more than ${mostPoints}: ${remedy}`);
    }
    this.times++;
    return (this.laid = { place, grid, plan: fourierPlan(grid, arena), symbol: this.kind.symbol(grid, place) });
  }
}

/** The answer to points that are astray. */
export function notANumber(outputs: readonly Column[], count: number): void {
  for (const column of outputs) column.fill(NaN, 0, count);
}
