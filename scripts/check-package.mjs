/**
 * Checks the package as it would be published: n8n's own scanner on the source and on the tarball,
 * and that the tarball holds what package.json and the nodes promise, and nothing else.
 */
import { existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { ensureDependencies } from './lib/install.mjs';
import { build, pack, unpack } from './lib/package.mjs';
import { Problem, ROOT, main, step, temporaryFolder } from './lib/process.mjs';

/** What npm adds by itself, and what `files` of package.json names. */
const TOP_LEVEL = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
/** What the compiled code, and n8n beside it, reads. */
const IN_DIST = /^dist\/(credentials|nodes|icons)\/.+\.(js|json|svg|d\.ts)$/;
const NEVER = /(\.tsbuildinfo|\.map|\.test\.js|(^|[^d])\.ts)$|\/(sandbox|test|scripts)\//;
/** A package that loads at the start of every n8n has no reason to be larger. */
const LARGEST_TARBALL_FILE = 1_000_000;

function filesBelow(folder, prefix = '') {
	return readdirSync(path.join(folder, prefix), { withFileTypes: true })
		.flatMap((entry) => {
			const name = prefix ? `${prefix}/${entry.name}` : entry.name;
			return entry.isDirectory() ? filesBelow(folder, name) : [name];
		})
		.sort();
}

function manifestIn(folder) {
	return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
}

function contentComplaints(folder, files) {
	const complaints = [];
	for (const file of files) {
		if (!TOP_LEVEL.test(file) && !IN_DIST.test(file)) complaints.push(`${file}: not expected`);
		else if (NEVER.test(file)) complaints.push(`${file}: must not be published`);
		else if (readFileSync(path.join(folder, file)).length > LARGEST_TARBALL_FILE) {
			complaints.push(`${file}: larger than 1 MB`);
		}
	}
	for (const file of ['package.json', 'README.md', 'LICENSE']) {
		if (!files.includes(file)) complaints.push(`${file}: missing`);
	}
	return complaints;
}

function manifestComplaints(manifest, files) {
	const complaints = [];
	for (const name of ['dependencies', 'optionalDependencies', 'bundleDependencies', 'overrides']) {
		if (Object.keys(manifest[name] ?? {}).length > 0) {
			complaints.push(`package.json: "${name}" must not be there`);
		}
	}
	const listed = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
	for (const file of listed) {
		if (!files.includes(file)) complaints.push(`${file}: listed in package.json, but missing`);
	}
	for (const file of files) {
		if (/\.(node|credentials)\.js$/.test(file) && !listed.includes(file)) {
			complaints.push(`${file}: n8n does not load it, package.json does not list it`);
		}
	}
	return complaints;
}

/** Loads a node or credential class as n8n does: named like its file. */
function load(requireHere, folder, file) {
	const name = path.basename(file).replace(/\.(node|credentials)\.js$/, '');
	const exported = requireHere(path.join(folder, file))[name];
	if (typeof exported !== 'function') throw new Error(`exports no class ${name}`);
	return new exported();
}

function iconComplaints(folder, file, icon) {
	const icons = typeof icon === 'string' ? [icon] : Object.values(icon ?? {});
	if (icons.length === 0) return [`${file}: has no icon`];
	return icons.flatMap((text) => {
		const target = path.join(folder, path.dirname(file), text.replace(/^file:/, ''));
		if (!text.startsWith('file:')) return [`${file}: icon ${text} is not a file`];
		return existsSync(target) ? [] : [`${file}: icon ${text} is missing`];
	});
}

function loadingComplaints(folder, manifest, files) {
	const requireHere = createRequire(path.join(folder, 'package.json'));
	const complaints = [];
	for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
		if (!files.includes(file)) continue;
		try {
			const thing = load(requireHere, folder, file);
			const isNode = file.endsWith('.node.js');
			complaints.push(...iconComplaints(folder, file, (isNode ? thing.description : thing).icon));
			const codex = file.replace(/\.js$/, '.json');
			if (isNode && !files.includes(codex)) complaints.push(`${codex}: missing`);
		} catch (error) {
			complaints.push(`${file}: cannot be loaded: ${error.message}`);
		}
	}
	return complaints;
}

/** n8n's scanner; its command line exits with 0 even where it finds something, so it is called here. */
async function scan(folder, patterns) {
	const { analyzePackage } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const { passed, message, details } = await analyzePackage(folder, patterns);
	if (!passed) throw new Problem(`n8n's scanner refuses the package: ${message}`, details);
}

await main(async () => {
	await ensureDependencies();
	const { SOURCE_FILE_PATTERNS } = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	if (!existsSync(path.join(ROOT, 'dist'))) await step('Building the package', build);

	const place = temporaryFolder('check');
	const folder = path.join(place, 'node_modules', manifestIn(ROOT).name);
	await step('Packing the package', async (note) => {
		const tarball = await pack(path.join(place, 'packed'));
		note(`${Math.ceil(readFileSync(tarball).length / 1024)} kB`);
		await unpack(tarball, folder);
	});
	// Of everything in node_modules the package may need n8n-workflow only, which n8n provides.
	symlinkSync(
		path.join(ROOT, 'node_modules', 'n8n-workflow'),
		path.join(place, 'node_modules', 'n8n-workflow'),
		'junction',
	);
	const files = filesBelow(folder);
	const manifest = manifestIn(folder);

	await step("n8n's scanner on the source", () => scan(ROOT, SOURCE_FILE_PATTERNS));
	await step("n8n's scanner on the package", () => scan(folder, ['**/*.js', 'package.json']));
	await step('Contents of the package', async (note) => {
		const complaints = [
			...contentComplaints(folder, files),
			...manifestComplaints(manifest, files),
			...loadingComplaints(folder, manifest, files),
		];
		if (complaints.length > 0) {
			throw new Problem('The package is not as it should be.', complaints.join('\n'));
		}
		note(`${files.length} files`);
	});
});
