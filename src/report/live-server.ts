import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal } from '../refusal.ts';
import { livePolicy } from './html.ts';
import type { Snapshot } from './live-page.ts';

export interface LiveServer {
  /** Where the page is. Its path is a secret, for others may use this machine. */
  readonly address: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** A free one when 0. */
  readonly port: number;
  /** How far the run is, in a line of ASCII: a header of every answer, for the page is made anew less often. */
  readonly progress: () => string;
  /** An error of ours while a page was made. */
  readonly onError: (error: unknown) => void;
}

/** Names under which this server may be asked. Another one is that of a foreign page, bent to this address (DNS rebinding). */
const ownNames = new Set(['127.0.0.1', 'localhost']);

/** Nobody else reads the page, holds it in a frame, or keeps it. */
const headers = {
  'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': `${livePolicy}; frame-ancestors 'none'`,
  'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/**
 * Serves one page, and nothing else, to this machine alone: bound to 127.0.0.1, under a secret path, to requests that name it.
 * Rejects with a Refusal when the port is taken.
 */
export function servePage(page: () => Promise<Snapshot>, { port, progress, onError }: ServerOptions): Promise<LiveServer> {
  const path = `/${randomBytes(16).toString('hex')}/`;
  const server = createServer((request, response) => {
    answer(request, response, path, { page, progress }).catch((error: unknown) => {
      onError(error);
      refuse(response, 500, 'the page could not be made');
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.syscall !== 'listen') return reject(error);
      const advice = 'choose another with --port, or leave it out';
      reject(new Refusal('input', `port ${port} cannot be used: ${error.code}`, { advice, cause: error }));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
      const close = (): Promise<void> => new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      });
      resolve({ address, close });
    });
  });
}

async function answer(
  { method = '', url, headers: asked }: IncomingMessage, response: ServerResponse, path: string,
  { page, progress }: { page(): Promise<Snapshot> } & Pick<ServerOptions, 'progress'>,
): Promise<void> {
  if (!ownNames.has((asked.host ?? '').replace(/:\d+$/, ''))) return refuse(response, 403, 'this name is not that of this server');
  if (url !== path) return refuse(response, 404, 'nothing is here');
  if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'GET or HEAD', { Allow: 'GET, HEAD' });
  const { html, tag } = await page();
  const marked = { ...headers, ETag: `"${tag}"`, 'X-Progress': progress() };
  if (asked['if-none-match'] === marked.ETag) return void response.writeHead(304, marked).end();
  response.writeHead(200, { ...marked, 'Content-Length': Buffer.byteLength(html) });
  response.end(method === 'HEAD' ? undefined : html);
}

function refuse(response: ServerResponse, status: number, why: string, more: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', ...more });
  response.end(`${why}\n`);
}
