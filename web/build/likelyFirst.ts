import type { Plugin } from 'vite';

/** The app, and the page that most people open first. */
const first = ['src/app.ts', 'src/pages/HomePage.vue'];

/**
 * Names in the HTML all pieces that the likely first page is made of, so that they come at once and not
 * one after the other has been read: on a slow line that is half a second each.
 */
export function likelyFirst(): Plugin {
  return {
    name: 'likely-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((it) => it.type === 'chunk');
        const wanted = new Set<string>();
        const styles = new Set<string>();
        const want = (name: string) => {
          if (wanted.has(name)) return;
          wanted.add(name);
          const chunk = chunks.find((it) => it.fileName === name);
          chunk?.viteMetadata?.importedCss.forEach((css) => styles.add(css));
          chunk?.imports.forEach(want);
        };
        for (const module of first) {
          const chunk = chunks.find((it) => it.moduleIds.some((id) => id.endsWith(module)));
          if (chunk === undefined) throw new Error(`no chunk of ${module}`);
          want(chunk.fileName);
        }
        const link = (rel: string) => (name: string) => ({
          tag: 'link',
          attrs: { rel, crossorigin: true, href: `/${name}` },
          injectTo: 'head' as const,
        });
        const missing = (names: Set<string>) => Array.from(names).filter((name) => !html.includes(name));
        return [...missing(styles).map(link('stylesheet')), ...missing(wanted).map(link('modulepreload'))];
      },
    },
  };
}
