import { defineConfig } from '@playwright/test';
import { binary, folder, freePort } from './e2e/ground';

/** A server that is running already (ANKAO_URL), or a demo started for these tests on a fresh folder. */
const running = process.env.ANKAO_URL;
/** Each worker reads this file again, and has the environment of the first reader. */
const first = process.env.ANKAO_E2E_LISTEN === undefined;
const listen = (process.env.ANKAO_E2E_LISTEN ??= `127.0.0.1:${await freePort()}`);

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
    { name: 'walk', testMatch: '*.spec.ts', testIgnore: 'speed.spec.ts' },
    // Measured by make bench: what a machine makes of it on a busy day is no fault of the code.
    { name: 'speed', testMatch: 'speed.spec.ts' },
    { name: 'screenshots', testMatch: ['screenshots.ts', 'desk-screenshots.ts'], use: { deviceScaleFactor: 2 } },
  ],
  ...(running === undefined && first && {
    webServer: {
      command: `${binary} serve --demo --listen ${listen} --data-dir ${folder()}`,
      url: `http://${listen}/readyz`,
      timeout: 120_000,
    },
  }),
});
