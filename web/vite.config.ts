import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

import { likelyFirst } from './build/likelyFirst.ts';
import { precompress } from './build/precompress.ts';

/** The oldest engines that people still answer with: those of chat apps and Safari 12. */
const oldest = ['chrome69', 'ios12'];

export default defineConfig({
  // All components have a setup: Vue's older way is left out.
  plugins: [vue({ features: { optionsAPI: false } }), likelyFirst(), precompress()],
  build: {
    target: oldest,
    cssTarget: oldest,
    // The server's CSP allows no data: for anything but images.
    assetsInlineLimit: 0,
    // On a weak network a request costs more than a kilobyte: what several pages use comes in one piece.
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Fields are for forms: who is signed in needs none. Reviewing and practising come later.
          includeDependenciesRecursively: false,
          groups: [
            // What asks for the first answers waits for nothing else.
            { name: 'early', test: /src.(?:storage|preferences|api.early)|preload-helper/, priority: 3 },
            { name: 'forms', test: /vant.es.(?:field|cell)|src.text.account|ChosenUnit|useForm|formField|style.field/, priority: 2 },
            { name: 'learning', test: /src.components.practice|ReviewedCard|src.text.practice/, priority: 2 },
            { name: 'libraries', test: /node_modules.(?:@?vue|@?vant|openapi-fetch)/, priority: 1 },
            { name: 'shared', minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': process.env.ANKAO_API ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
  },
});
