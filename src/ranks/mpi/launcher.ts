/** Who started this process as one of several, by the environment that it was given. */
export interface Launcher {
  readonly name: string;
  /** Processes that it started. */
  readonly size: number;
  readonly rank: number;
  /** Processes on this machine, where it says. */
  readonly local: number | undefined;
  /** Name of the interface whose library it goes with; undefined: any that it was built with. */
  readonly library: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The launcher of this process; undefined when it runs alone. */
export function findLauncher(env: Environment): Launcher | undefined {
  const number = (name: string): number | undefined => (env[name] === undefined ? undefined : Number(env[name]));
  const launcher = (name: string, size: string, rank: string, rest: Pick<Launcher, 'local' | 'library'>): Launcher | undefined => {
    const [many, which] = [number(size), number(rank)];
    return many !== undefined && which !== undefined && many > 1 ? { name, size: many, rank: which, ...rest } : undefined;
  };
  return (
    launcher('mpirun (Open MPI)', 'OMPI_COMM_WORLD_SIZE', 'OMPI_COMM_WORLD_RANK', {
      local: number('OMPI_COMM_WORLD_LOCAL_SIZE'), library: 'Open MPI',
    }) ??
    // Only a step that srun started has these; the script of a job, and what it starts without srun, is alone.
    (env.SLURM_STEP_ID === undefined ? undefined
      : launcher('srun', 'SLURM_STEP_NUM_TASKS', 'SLURM_PROCID', {
        local: localTasks(env), library: env.PMIX_RANK === undefined ? (env.PMI_RANK === undefined ? undefined : 'MPICH') : undefined,
      })) ??
    launcher('mpirun (MPICH)', 'PMI_SIZE', 'PMI_RANK', { local: number('MPI_LOCALNRANKS'), library: 'MPICH' })
  );
}

/** SLURM_STEP_TASKS_PER_NODE, such as 4(x2),3: tasks on the node of this one. */
function localTasks({ SLURM_STEP_TASKS_PER_NODE: text, SLURM_NODEID: node }: Environment): number | undefined {
  const list = (text ?? '').split(',').flatMap((part) => {
    const [, tasks, nodes] = /^(\d+)(?:\(x(\d+)\))?$/.exec(part) ?? [];
    return tasks === undefined ? [] : Array.from({ length: Number(nodes ?? 1) }, () => Number(tasks));
  });
  return list[Number(node ?? 0)];
}
