/** A word as a POSIX shell takes it. */
const quoted = (word: string): string => (/^[A-Za-z0-9_./=:,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`);

/**
 * An sbatch script for a study as a job array, a task for each of `tasks`. Options of the study are `words`, without what the
 * script itself adds. A task that comes to the end of its time has written its checkpoints and is queued again.
 */
export function slurmScript(name: string, words: readonly string[], folder: string, tasks: number): string {
  const command = ['npx', 'fuzzy-landau', 'study', ...words].map(quoted).join(' ');
  return `#!/bin/bash
#SBATCH --job-name=${name.replaceAll(/[^A-Za-z0-9._-]/g, '-')}
#SBATCH --array=0-${tasks - 1}
#SBATCH --cpus-per-task=8
#SBATCH --time=04:00:00
#SBATCH --requeue
job="\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
# The task stops in time by itself; an older Slurm (22.05, say) does not tell it when that is. Exit code 75: it can go on.
end="$(squeue -h -j "$job" -o %e)"
[ -n "$end" ] && export SLURM_JOB_END_TIME="\${SLURM_JOB_END_TIME:-$(date -d "$end" +%s)}"
${command} \\
  --task "$SLURM_ARRAY_TASK_ID" --tasks ${tasks} --threads "$SLURM_CPUS_PER_TASK" --quiet
code=$?
[ $code = 75 ] && scontrol requeue "$job"
exit $code
# When all are done: npx fuzzy-landau study collect ${quoted(folder)}
`;
}
