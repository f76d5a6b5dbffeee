import type { Column, Ranks } from '../contracts.ts';
import { alone } from '../ranks/alone.ts';
import type { Arena } from '../state/arena.ts';
import type { Threads, Work } from '../threads/threads.ts';
import { scratchBytes } from './fft.ts';
import type { MeshGrid } from './grid.ts';
import { header } from './header.ts';
import { meshWork, stepCells, type MeshTask } from './mesh-work.ts';
import { meshModules } from './modules.ts';
import type { ParticleShape } from './particle-text.ts';
import { joinStep, partOf, stretches } from './rank-shares.ts';
import { CellOrder, slabs } from './sorting.ts';
import type { Step } from './steps.ts';

/** Columns that the passes borrow: 3 projected scores and 3 charges or results, or 4 gradients and a value. */
const borrowed = 6;
const mostSteps = 256;
/** Doubles beyond which meshes get no room to grow: an eighth of what the arena can hold. */
const roomiest = 2 ** 26;

/**
 * Shared memory that the blob and the collision mesh take turns with: meshes (allocated once, grown when a mesh has
 * to), scratch for each thread, borrowed columns and the order of the particles.
 */
export class MeshWorkspace {
  private readonly capacity: number;
  readonly arena: Arena;
  /** Most doubles in one mesh. */
  readonly mostPoints: number;
  readonly order: CellOrder;
  private readonly threads: number;
  private readonly ranks: Ranks;
  private readonly work: Work<MeshTask, void>;
  private readonly cells: Int32Array;
  private held: Column[] | undefined;
  private pool: Column = new Float64Array(0);
  private scratch: Column = new Float64Array(0);
  private slotBytes = 0;
  /** Who filled the meshes last; a pass that left something there for later looks here first. */
  owner: object | undefined;

  /** `capacity`: entries of the columns that are to come. */
  constructor(capacity: number, arena: Arena, threads: Threads, mostPoints = 4e7, ranks: Ranks = alone) {
    this.capacity = capacity;
    this.arena = arena;
    this.mostPoints = mostPoints;
    this.order = new CellOrder(arena.counters(capacity));
    this.threads = threads.count;
    this.ranks = ranks;
    this.work = threads.open(meshWork, { memory: arena.memory });
    this.cells = arena.counters(stepCells(mostSteps));
  }

  get columns(): readonly Column[] {
    return (this.held ??= this.arena.columns(borrowed, this.capacity));
  }

  /** Byte addresses of `fields` meshes of `grid`; their contents are anybody's. */
  meshes(grid: MeshGrid, fields: number): number[] {
    // The arena never takes memory back, so meshes get room to grow: pages that are never touched cost nothing.
    const wanted = fields * grid.length;
    if (this.pool.length < wanted) this.pool = this.arena.vector(Math.max(wanted, Math.min(4 * wanted, roomiest)));
    return Array.from({ length: fields }, (_, field) => this.pool.byteOffset + 8 * field * grid.length);
  }

  /** Bytes of all meshes and scratch allocated so far. */
  get bytes(): number {
    return this.pool.byteLength + this.scratch.byteLength + (8 * borrowed + 4) * this.capacity;
  }

  /** A copy of a table in the shared memory. */
  share(table: Float64Array): Float64Array {
    const shared = this.arena.vector(table.length);
    shared.set(table);
    return shared;
  }

  spread(grid: MeshGrid, columns: readonly Column[], charges: readonly Column[], meshes: readonly number[]): Step {
    const { planes, index } = this.order;
    const { rank, size } = this.ranks;
    // Slabs of equal work; each thread gets one or two. The bits do not depend on where they are cut.
    const bounds = slabs(planes, size * (this.threads === 1 ? 1 : 2 * this.threads));
    const [first, end] = partOf(rank, size, bounds.length - 1);
    return {
      kind: 'spread', parts: end - first, fields: charges.length, grid, columns: columns.map(address), meshes,
      charges: charges.map(address), index: index.byteOffset, planes, slabs: bounds.slice(first, end + 1),
      ranksFrom: Array.from({ length: size + 1 }, (_, r) => bounds[partOf(r, size, bounds.length - 1)[0]]),
    };
  }

  /** `outputs` of the gradient kernel are by mesh axis, value first; undefined where the axis does not exist. */
  gather(
    kernel: string, grid: MeshGrid, columns: readonly Column[], meshes: readonly number[], outputs: readonly (Column | undefined)[],
  ): Step {
    const { index, count } = this.order;
    const own = partOf(this.ranks.rank, this.ranks.size, count);
    return {
      kind: 'gather', own, parts: Math.max(1, Math.min(64, Math.ceil((own[1] - own[0]) / 256))), kernel, grid,
      columns: columns.map(address),
      meshes, outputs: outputs.map((column) => (column ? address(column) : 0)), index: index.byteOffset, count,
    };
  }

  async run(grid: MeshGrid, steps: readonly Step[]): Promise<void> {
    const slotBytes = 64 * Math.ceil((header.bytes + scratchBytes(grid)) / 64);
    if (this.slotBytes < slotBytes) {
      this.slotBytes = slotBytes;
      this.scratch = this.arena.vector((this.threads * slotBytes) / 8);
    }
    if (steps.length > mostSteps) throw new RangeError(`${steps.length} mesh steps, at most ${mostSteps}`);
    const modules = await meshModules(shapeOf(grid), this.arena.wide);
    for (const stretch of stretches(steps, this.ranks)) {
      const cells = this.cells.subarray(0, stepCells(stretch.length));
      cells.fill(0);
      await this.work.run({ modules, steps: stretch, cells, scratch: this.scratch.byteOffset, slotBytes: this.slotBytes });
      joinStep(this.ranks, this.arena.memory, this.order.index, stretch[stretch.length - 1]);
    }
  }
}

const address = (column: Column): number => column.byteOffset;

function shapeOf({ order, axes }: MeshGrid): ParticleShape {
  const present = axes.map((axis) => axis.count > 1) as [boolean, boolean, boolean, boolean];
  return { order, present, periodic: axes[0].periodic };
}
