import { spawn } from 'node:child_process';
import { Refusal } from '../refusal.ts';

/** The program that opens an address as a double click would: BROWSER where it is set, as on Unix it may be, else the desktop's. */
function opener(env: NodeJS.ProcessEnv): readonly [command: string, ...args: string[]] {
  if (env.BROWSER) return [env.BROWSER];
  if (process.platform === 'darwin') return ['open'];
  // The empty text is the window's title, which `start` takes first.
  return process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
}

/** Opens a file or an address in the user's browser, and does not wait for it. Rejects with a Refusal where nothing can open it. */
export function openPage(address: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const [command, ...args] = opener(env);
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args, address], { detached: true, stdio: 'ignore' });
    child.once('error', (cause) => {
      reject(new Refusal('input', `no browser could be started with ${command}`, { advice: `open ${address} yourself`, cause }));
    });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
