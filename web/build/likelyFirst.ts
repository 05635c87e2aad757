import type { Plugin } from 'vite';

/** The page that most people open first. */
const first = 'src/pages/HomePage.vue';

/**
 * Names the chunk of the likely first page in the HTML, so that it comes with the app and not after
 * it: on a slow line that is half a second.
 */
export function likelyFirst(): Plugin {
  return {
    name: 'likely-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const page = Object.values(bundle).find((it) => it.type === 'chunk' && it.facadeModuleId?.endsWith(first));
        if (page === undefined) throw new Error(`no chunk of ${first}`);
        return [{ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${page.fileName}` }, injectTo: 'head' }];
      },
    },
  };
}
