import { defineConfig } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server that is running already (ANKAO_URL), or a demo started for these tests on a fresh folder. */
const running = process.env.ANKAO_URL;
const listen = '127.0.0.1:8097';
const binary = process.env.ANKAO_BINARY ?? join(import.meta.dirname, '../target/debug/ankao');

export default defineConfig({
  testDir: 'e2e',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  workers: 1,
  reporter: 'list',
  use: {
    baseURL: running ?? `http://${listen}`,
    viewport: { width: 360, height: 780 },
    hasTouch: true,
    actionTimeout: 15_000,
    locale: 'zh-CN',
    testIdAttribute: 'data-test',
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'walk', testMatch: '*.spec.ts' },
    { name: 'screenshots', testMatch: ['screenshots.ts', 'desk-screenshots.ts'], use: { deviceScaleFactor: 2 } },
  ],
  ...(running === undefined && {
    webServer: {
      command: `${binary} serve --demo --listen ${listen} --data-dir ${mkdtempSync(join(tmpdir(), 'ankao-e2e-'))}`,
      url: `http://${listen}/readyz`,
      timeout: 120_000,
    },
  }),
});
