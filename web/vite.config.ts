import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

import { likelyFirst } from './build/likelyFirst.ts';
import { pieces } from './build/pieces.ts';
import { precompress } from './build/precompress.ts';

/** The oldest engines that people still answer with: those of chat apps and Safari 12. */
const oldest = ['chrome69', 'ios12'];

export default defineConfig({
  plugins: [vue(), likelyFirst(), precompress()],
  build: {
    target: oldest,
    cssTarget: oldest,
    // The server's CSP allows no data: for anything but images.
    assetsInlineLimit: 0,
    // The desk's charts come to more than Vite likes, and are loaded where one is shown.
    chunkSizeWarningLimit: 600,
    rolldownOptions: { output: { codeSplitting: pieces } },
  },
  server: {
    proxy: { '/api': process.env.ANKAO_API ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
  },
});
