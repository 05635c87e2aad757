import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env.ANKAO_BINARY ?? join(import.meta.dirname, '../../target/debug/ankao');

/** A server of its own on an empty folder, as somebody has it who has just installed it. */
export interface EmptyServer {
  address: string;
  /** The code that it showed for the first organizer. */
  code: string;
  stop(): void;
}

export async function startEmpty(): Promise<EmptyServer> {
  const port = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'ankao-empty-'));
  const server = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--data-dir', data], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const code = await shown(server, /[0-9A-Z]{4}-[0-9A-Z]{4}/);
  return { address: `http://127.0.0.1:${port}`, code, stop: () => server.kill() };
}

/** What the server shows first that looks like that. */
function shown(server: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    server.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
      const [found] = pattern.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    server.on('error', reject);
    server.on('exit', () => reject(new Error(`the server has ended: ${text}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
