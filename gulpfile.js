/**
 * Copies what n8n reads beside the compiled code: icons, codex files and output schemas.
 * Only these folders are searched, so that pictures of the documentation never end up in the package.
 */
const { dest, src } = require('gulp');

const ASSETS = [
	'icons/*.svg',
	'nodes/**/*.node.json',
	'nodes/**/__schema__/**/*.json',
];

function assets() {
	return src(ASSETS, { base: '.', encoding: false }).pipe(dest('dist'));
}

exports.default = assets;
