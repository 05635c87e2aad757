import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

import { precompress } from './build/precompress.ts';

/** The oldest engines that people still answer with: those of chat apps and Safari 12. */
const oldest = ['chrome69', 'ios12'];

const ofDesk = /\/src\/desk\//;
const isStyle = /\.css$|[?&]type=style/;
/** What the phone pages are made of; every other library is for the desk. */
const ofPhones = /\/node_modules\/(?:vue|@vue\/[\w-]+|vue-router|vant|@vant\/[\w-]+|openapi-fetch)\//;
const isLibrary = /\/node_modules\//;

/**
 * On a weak network a request costs more than a kilobyte: what several phone pages use comes in one piece,
 * and all their styles in another. The desk is apart, its charts apart from its forms, and the pages that
 * everybody may open (the wall, the result) apart from both.
 */
const groups: { name: string; test: (id: string) => boolean; minShareCount?: number; includeDependenciesRecursively?: boolean }[] = [
  { name: 'chart', test: (id) => /\/node_modules\/(?:echarts|zrender|tslib)\//.test(id) },
  { name: 'element', test: (id) => isLibrary.test(id) && !isStyle.test(id) && !ofPhones.test(id) },
  { name: 'organizer', test: (id) => /\/src\/desk\/organizer\//.test(id), minShareCount: 2 },
  { name: 'desk', test: (id) => ofDesk.test(id) && !/\/desk\/(?:organizer|public|routes)/.test(id), minShareCount: 2 },
  { name: 'style', test: (id) => isStyle.test(id) && !ofDesk.test(id) && !id.includes('/element-plus/') },
  { name: 'shared', test: (id) => !ofDesk.test(id), minShareCount: 2, includeDependenciesRecursively: true },
];

export default defineConfig({
  plugins: [vue(), precompress()],
  build: {
    target: oldest,
    cssTarget: oldest,
    // The server's CSP allows no data: for anything but images.
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups, includeDependenciesRecursively: false } } },
  },
  server: {
    proxy: { '/api': process.env.ANKAO_API ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
  },
});
