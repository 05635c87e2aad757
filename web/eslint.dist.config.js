/**
 * The build as phones get it, libraries included: no call and no syntax that Chrome 69 or Safari 12 lacks.
 * Organizers sit at a desk: what only they load may ask for an engine as new as Element Plus does.
 */
import compat from 'eslint-plugin-compat';

const newer = [
  ['ChainExpression', '?.'],
  ['LogicalExpression[operator="??"]', '??'],
  ['AssignmentExpression[operator=/^([|][|]|&&|[?][?])=$/]', 'logical assignment'],
  ['PropertyDefinition', 'class fields'],
  ['PrivateIdentifier', 'private members'],
  ['StaticBlock', 'static blocks'],
  ['Literal[bigint]', 'BigInt'],
];

export default [
  { ignores: ['dist/assets/{element,chart}-*.js'] },
  {
    files: ['dist/assets/*.js'],
    ...compat.configs['flat/recommended'],
    linterOptions: { noInlineConfig: true },
    rules: {
      ...compat.configs['flat/recommended'].rules,
      'no-restricted-syntax': ['error', ...newer.map(([selector, name]) => ({ selector, message: `${name} is too new` }))],
    },
  },
];
