import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** Why no Slurm of one node can be started here; undefined where it can. */
export const noSlurm = ((): string | undefined => {
  if (process.getuid?.() !== 0) return 'only root can start it';
  const missing = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'srun'].filter((command) => spawnSync('which', [command]).status !== 0);
  return missing.length > 0 ? `${missing.join(', ')}: not installed` : undefined;
})();

/** A Slurm of one node with two processors, which has its ports, keys and files for itself. */
export interface SlurmNode {
  /** A command of Slurm; its output. */
  slurm(command: string, ...argv: readonly string[]): string;
  /** Hands in a script and waits for its end; what it was (`scontrol show job`), task by task. */
  finished(script: string, options?: readonly string[], seconds?: number): Promise<string>;
  stop(): Promise<void>;
}

const configuration = (folder: string, host: string): string => `ClusterName=one
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A job that is queued again waits as long as a credential lasts: 120 s unless told otherwise.
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
CredType=cred/munge
SlurmctldPort=36817
SlurmdPort=36818
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MinJobAge=3600
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;

export async function startSlurm(folder: string): Promise<SlurmNode> {
  const host = hostname().split('.')[0];
  const at = (name: string): string => join(folder, name);
  for (const name of ['state', 'spool']) mkdirSync(at(name));
  writeFileSync(at('munge.key'), randomBytes(1024), { mode: 0o400 });
  writeFileSync(at('slurm.conf'), configuration(folder, host));
  const env = { ...process.env, SLURM_CONF: at('slurm.conf') };
  const daemons: ChildProcess[] = [];
  const daemon = (command: string, ...argv: readonly string[]): void => {
    const log = openSync(at(`${command}.log`), 'a');
    daemons.push(spawn(command, argv, { env, stdio: ['ignore', log, log] }));
  };
  const slurm = (command: string, ...argv: readonly string[]): string =>
    execFileSync(command, argv, { env, cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const until = async (what: string, is: () => boolean, seconds: number): Promise<void> => {
    for (const start = Date.now(); Date.now() - start < 1000 * seconds; await pause(200)) if (is()) return;
    throw new Error(`${what}: not within ${seconds} s`);
  };
  const files = ['socket', 'key-file', 'log-file', 'pid-file', 'seed-file'].map((name) => `--${name}=${at(`munge.${name.split('-')[0]}`)}`);
  daemon('munged', '--foreground', '--force', ...files);
  daemon('slurmctld', '-D');
  daemon('slurmd', '-D', '-N', host);
  await until('an idle node', () => spawnSync('sinfo', ['-h', '-o', '%t'], { env, encoding: 'utf8' }).stdout.trim() === 'idle', 60);
  return {
    slurm,
    async finished(script, options = [], seconds = 600) {
      writeFileSync(at('job.sh'), script);
      const id = slurm('sbatch', '--parsable', ...options, at('job.sh')).trim();
      const shown = (): string => slurm('scontrol', 'show', 'job', id);
      await until(`the end of job ${id}`, () => !/JobState=(PENDING|RUNNING|COMPLETING|CONFIGURING|REQUEUED)/.test(shown()), seconds);
      return shown();
    },
    async stop() {
      // The last one first: jobs, then their master, then the keys.
      for (const child of daemons.reverse()) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        if (child.exitCode === null && child.kill('SIGTERM')) await ended;
      }
    },
  };
}
