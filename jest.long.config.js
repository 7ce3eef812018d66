const base = require('./jest.config');

/** What takes too long for every run: `npm run test:long`. */
module.exports = {
	...base,
	roots: ['<rootDir>/test/long'],
	testPathIgnorePatterns: ['/node_modules/'],
};
