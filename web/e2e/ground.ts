import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The program under test. */
export const binary = process.env.ANKAO_BINARY ?? join(import.meta.dirname, '../../target/debug/ankao');

/** A port of this machine that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

/** A folder that is gone when this process is. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ankao-e2e-'));
  process.on('exit', () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}
