import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

import { likelyFirst } from './build/likelyFirst.ts';
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
    // On a weak network a request costs more than a kilobyte: what several pages use comes in one piece,
    // and all the styles in another.
    cssCodeSplit: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'forms', test: /vant.es.(field|cell|form)/ }, { name: 'shared', minShareCount: 2 }] } } },
  },
  server: {
    proxy: { '/api': process.env.ANKAO_API ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
  },
});
