import { spawn, type ChildProcess } from 'node:child_process';
import { binary, folder, freePort } from './ground';

/** A server of its own on an empty folder, as somebody has it who has just installed it. */
export interface EmptyServer {
  address: string;
  /** The code that it showed for the first organizer. */
  code: string;
  stop(): void;
}

export async function startEmpty(): Promise<EmptyServer> {
  const port = await freePort();
  const server = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--data-dir', folder()], {
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
