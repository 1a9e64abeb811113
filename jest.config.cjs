/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testMatch: ['<rootDir>/packages/*/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  testEnvironment: 'node',
  // All cores: what waits for processes and disks leaves them to the others.
  maxWorkers: '100%',
  testSequencer: '<rootDir>/scripts/longestFirst.cjs',
  // A busy machine takes its time; no test asserts on time.
  testTimeout: 60_000,
  // Packages resolve to their source, not to what was built.
  testEnvironmentOptions: {
    customExportConditions: ['@gridledger/source', 'node', 'require', 'default'],
  },
  // Modules run in a context of their own, where a global that is looked up anew at each use costs
  // more than most of what is done with it.
  sandboxInjectedGlobals: [
    ...['Array', 'BigInt', 'Buffer', 'Error', 'Float64Array', 'Int32Array', 'JSON', 'Map'],
    ...['Math', 'Number', 'Object', 'Promise', 'Set', 'String', 'Uint8Array'],
  ],
  transform: {
    // Published as ES modules alone, which Jest cannot load.
    '/hyparquet(-writer)?/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2023' } }],
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, sourceMaps: 'inline' },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(.*/)?hyparquet(-writer)?/)'],
  modulePathIgnorePatterns: ['<rootDir>/packages/.*/dist/'],
  reporters: ['default', '<rootDir>/scripts/skippedReporter.cjs'],
}
