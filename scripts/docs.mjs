/**
 * Writes what is made from the definitions: docs/operations.json, docs/operations.md, docs/errors.md, docs/exam.md,
 * the table of operations in the README, the rooms in docs/architecture.md (from the imports), and n8n's
 * output previews (`__schema__`, from the wire fixtures).
 * `--check` writes nothing and fails where a file differs.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { toExamMarkdown } from './lib/exam.mjs';
import { readImports } from './lib/imports.mjs';
import { ensureDependencies } from './lib/install.mjs';
import { Problem, ROOT, main } from './lib/process.mjs';

/** A file that is written by hand, but for what stands between `<!-- name -->` and `<!-- /name -->`. */
function fill(file, name, text) {
	const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
	const old = readFileSync(path.join(ROOT, file), 'utf8');
	if (!place.test(old)) throw new Error(`${file} has no place for "${name}"`);
	return old.replace(place, (_all, open, close) => `${open}${text}${close}`);
}

function readFixtures() {
	const folder = path.join(ROOT, 'test', 'wire');
	return new Map(
		readdirSync(folder)
			.filter((name) => name.endsWith('.json'))
			.map((name) => [
				name.slice(0, -'.json'.length),
				JSON.parse(readFileSync(path.join(folder, name), 'utf8')).cases,
			]),
	);
}

/** The rooms with their pictures. Where they cannot be drawn, the sentence that says why needs no stack. */
async function drawRooms(toRoomsMarkdown) {
	const { modules } = await readImports(['credentials', 'nodes', 'sandbox']);
	try {
		return toRoomsMarkdown(modules);
	} catch (error) {
		throw new Problem(error.message);
	}
}

/** Every generated file and its text. */
async function generate() {
	const { tsImport } = await import('tsx/esm/api');
	const { CATALOGUE } = await tsImport('../nodes/catalogue.ts', import.meta.url);
	const { describeOperations, toMarkdown, toReadmeTable } = await tsImport(
		'./lib/describe.ts',
		import.meta.url,
	);
	const { toSchemas } = await tsImport('./lib/schemas.ts', import.meta.url);
	const { toErrorsMarkdown } = await tsImport('./lib/errors.ts', import.meta.url);
	const { toRoomsMarkdown } = await tsImport('./lib/rooms.ts', import.meta.url);

	const entries = describeOperations(CATALOGUE);
	const rooms = await drawRooms(toRoomsMarkdown);
	const folders = CATALOGUE.map((entry) => ({
		...entry,
		folder: entry.node.replace(/^bitmart/, ''),
	}));
	return new Map([
		['docs/operations.json', `${JSON.stringify(entries, null, '\t')}\n`],
		['docs/operations.md', toMarkdown(CATALOGUE, entries)],
		['docs/errors.md', toErrorsMarkdown()],
		['docs/exam.md', toExamMarkdown()],
		['docs/architecture.md', fill('docs/architecture.md', 'rooms', rooms)],
		['README.md', fill('README.md', 'operations', toReadmeTable(CATALOGUE))],
		...[...toSchemas(folders, readFixtures())].map(([name, text]) => [`nodes/${name}`, text]),
	]);
}

/** Previews of operations that are gone. */
function leftOver(files) {
	return readdirSync(path.join(ROOT, 'nodes'), { recursive: true })
		.map((name) => `nodes/${name.split(path.sep).join('/')}`)
		.filter((name) => name.includes('/__schema__/') && name.endsWith('.json') && !files.has(name));
}

await main(async () => {
	const check = process.argv.includes('--check');
	await ensureDependencies();
	const files = await generate();
	const stale = [...files].filter(([name, text]) => {
		const file = path.join(ROOT, name);
		return !existsSync(file) || readFileSync(file, 'utf8') !== text;
	});
	const gone = leftOver(files);
	if (check) {
		for (const name of [...stale.map(([one]) => one), ...gone]) {
			console.error(`${name} is not up to date: run "npm run docs"`);
		}
		if (stale.length + gone.length > 0) return 1;
	}
	for (const [name, text] of stale) {
		mkdirSync(path.dirname(path.join(ROOT, name)), { recursive: true });
		writeFileSync(path.join(ROOT, name), text);
		console.log(`${name} written`);
	}
	for (const name of gone) {
		rmSync(path.join(ROOT, name));
		console.log(`${name} removed`);
	}
	console.log(`${files.size} generated files are up to date`);
	return 0;
});
