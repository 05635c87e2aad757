import compat from 'eslint-plugin-compat';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'src/api/schema.d.ts', 'test-results', 'playwright-report'] },
  tseslint.configs.strict,
  tseslint.configs.stylistic,
  vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      // Layout is for the formatter.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/html-closing-bracket-newline': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/one-component-per-file': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      // An inline style in the page's HTML is refused by the server's CSP.
      'vue/no-static-inline-styles': 'error',
      'vue/no-v-html': 'error',
      'vue/require-default-prop': 'off',
    },
  },
  {
    // What runs on the phones: nothing that Chrome 69 or Safari 12 lacks.
    files: ['src/**/*.{ts,vue}'],
    ...compat.configs['flat/recommended'],
    rules: { ...compat.configs['flat/recommended'].rules, 'no-console': 'error' },
  },
);
