/** Unit, engine, wire and sandbox tests. The end-to-end run has its own script (`npm run test:e2e`). */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	globalSetup: '<rootDir>/test/support/setup.ts',
	globalTeardown: '<rootDir>/test/support/teardown.ts',
	testMatch: ['**/*.test.ts'],
	// A machine that is busy with other things is no failure.
	testTimeout: 60_000,
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', diagnostics: false }] },
	// Types are checked once, by `npm run typecheck`, instead of file by file.
	testPathIgnorePatterns: ['/node_modules/', '/test/e2e/', '/test/long/'],
	// One fewer than there are processors is one on a small machine.
	maxWorkers: '100%',
};
