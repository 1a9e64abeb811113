/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/packages/*/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testEnvironment: 'node',
  // A busy machine takes its time; no test asserts on time.
  testTimeout: 60_000,
  // Packages resolve to their source, not to what was built.
  testEnvironmentOptions: {
    customExportConditions: ['@gridledger/source', 'node', 'require', 'default'],
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, sourceMaps: 'inline' },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/dist/'],
  reporters: ['default', '<rootDir>/scripts/skippedReporter.cjs'],
}
