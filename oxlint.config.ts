import { defineConfig } from 'oxlint';

/** The floors of the house, lowest first: a room imports from its own floor and those below, docs/architecture.md. */
const FLOORS: readonly (readonly string[])[] = [
  ['src/model', 'src/middleware'],
  ['src/analysis'],
  ['src/config', 'src/collectors'],
  ['storage', 'src/actions'],
  ['src/engine', 'src/demo'],
  ['src/reports', 'src/exporters', 'src/alerts'],
  ['src/monitors', 'src/service'],
  ['hooks'],
  ['components'],
  ['src/cli'],
];

const above = (floor: number): string[] => FLOORS.slice(floor + 1).flat().map((room) => room.replace(/^src\//, ''));

/** Folders of the name of a room that stand in others. */
const NAMESAKES = ['!**/model/alerts/**', '!**/storage/alerts/**'];

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'react'],
  categories: { correctness: 'error', suspicious: 'error' },
  env: { node: true, es2024: true },
  ignorePatterns: ['dist', 'coverage', '/reports', 'node_modules'],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'import/no-cycle': 'error',
    'import/no-self-import': 'error',
    'max-lines': ['error', { max: 600 }],
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    // Ink's components are functions of their props; the automatic runtime needs no React in scope.
    'react/react-in-jsx-scope': 'off',
    // A loop that ends itself reads better than a flag.
    'no-await-in-loop': 'off',
    'no-underscore-dangle': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'import/no-unassigned-import': 'off',
    'no-shadow': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'no-control-regex': 'off',
    'import/no-named-as-default-member': 'off',
    // These are worker threads, not windows.
    'unicorn/require-post-message-target-origin': 'off',
    'import/no-named-as-default': 'off',
  },
  overrides: FLOORS.map((rooms, floor) => ({
    files: rooms.map((room) => `${room}/**/*.{ts,tsx}`),
    rules: {
      'no-restricted-imports': ['error', {
        patterns: above(floor).map((room) => ({ group: [`**/${room}/**`, ...NAMESAKES], message: `${rooms.join(', ')} stands below ${room}: see FLOORS in oxlint.config.ts` })),
      }],
    },
  })),
});
