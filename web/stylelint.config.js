/** @type {import('stylelint').Config} */
export default {
  extends: ['stylelint-config-recommended', 'stylelint-config-recommended-vue'],
  plugins: ['stylelint-no-unsupported-browser-features'],
  rules: {
    'plugin/no-unsupported-browser-features': [
      true,
      {
        ignorePartialSupport: true,
        // Where these are not known the page is as usable: a tap waits a little, a ring is drawn, things move.
        ignore: ['css-touch-action', 'pointer', 'css-focus-visible', 'prefers-reduced-motion'],
      },
    ],
    'no-descending-specificity': null,
  },
};
