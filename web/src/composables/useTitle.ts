import { watchEffect } from 'vue';

import { commonText } from '../text/common';

/** The page's name in the browser's title, before the product's; null where the product's says it all. */
export function useTitle(title: () => string | null): void {
  watchEffect(() => {
    const name = title();
    document.title = name === null ? commonText.product : `${name} · ${commonText.product}`;
  });
}
