/** The rooms of docs/architecture.md, from the imports of their files. */

/** One room, and what it is for. */
export interface Room {
	name: string;
	files: RegExp;
	purpose: string;
}

/** A picture: rooms from top to bottom; a room uses those below it only. */
export interface Floor {
	title: string;
	/** Every file of these is in one of the rooms. */
	files: RegExp;
	rooms: Room[];
}

/** A file and what it imports. */
export interface FileImports {
	source: string;
	dependencies: Array<{ resolved: string }>;
}

export const FLOORS: Floor[] = [
	{
		title: 'What is shipped',
		files: /^(credentials|nodes)\//,
		rooms: [
			{
				name: 'credentials/',
				files: /^credentials\//,
				purpose: 'the credential: a form, its test, and `authenticate()` of the access room',
			},
			{
				name: 'nodes/*/*.node.ts',
				files: /^nodes\/[^/]+\/[^/]+\.node\.ts$/,
				purpose: 'what n8n loads: a form over the operations, and one call of the core',
			},
			{
				name: 'nodes/service.ts',
				files: /^nodes\/service\.ts$/,
				purpose: 'BitMart, as the core sees it',
			},
			{
				name: 'nodes/access/',
				files: /^nodes\/access\//,
				purpose: 'what a credential decides: hosts, headers and signature, guard rails',
			},
			{
				name: 'nodes/catalogue.ts',
				files: /^nodes\/catalogue\.ts$/,
				purpose: 'every node and its operations, in one list',
			},
			{
				name: 'nodes/*/operations/',
				files: /^nodes\/[^/]+\/operations\//,
				purpose: 'what BitMart can do, as data: a file for each resource',
			},
			{
				name: 'nodes/bitmart/',
				files: /^nodes\/bitmart\//,
				purpose:
					'what is true of BitMart as a whole: shared fields, codes, symbol rules, look-ups, the words of its records',
			},
			{
				name: 'nodes/core/',
				files: /^nodes\/core\//,
				purpose: 'how an exchange is asked; knows none of its endpoints',
			},
		],
	},
	{
		title: 'Inside the core',
		files: /^nodes\/core\//,
		rooms: [
			{
				name: 'execute.ts',
				files: /^nodes\/core\/execute\.ts$/,
				purpose: 'the one loop over the items',
			},
			{
				name: 'lists.ts',
				files: /^nodes\/core\/lists\.ts$/,
				purpose: 'the lists that people choose from in the form',
			},
			{
				name: 'item.ts',
				files: /^nodes\/core\/item\.ts$/,
				purpose: 'one thing done: sent, shown in a dry run, or made of steps',
			},
			{
				name: 'ready.ts',
				files: /^nodes\/core\/ready\.ts$/,
				purpose: 'one thing to do: its parameters read and checked',
			},
			{
				name: 'send.ts',
				files: /^nodes\/core\/send\.ts$/,
				purpose: 'sends the request of an operation; nothing else does',
			},
			{
				name: 'writes/',
				files: /^nodes\/core\/writes\//,
				purpose:
					'keys, the book of what was sent, what may be sent again, what to say when nobody knows',
			},
			{
				name: 'reads/',
				files: /^nodes\/core\/reads\//,
				purpose: 'Return All, by time window and by page',
			},
			{
				name: 'exchange/',
				files: /^nodes\/core\/exchange\//,
				purpose: 'one request and its answer: text, pace, time, signature, HTTP, judgement, errors',
			},
			{
				name: 'values/',
				files: /^nodes\/core\/values\//,
				purpose:
					'parameters to checked values, values to exact text; decimals and JSON without loss',
			},
			{
				name: 'definition/',
				files: /^nodes\/core\/definition\//,
				purpose: 'the format of fields, operations and the service, and the form made of them',
			},
		],
	},
	{
		title: 'The sandbox',
		files: /^sandbox\/.*\.ts$/,
		rooms: [
			{
				name: 'index.ts, cli.ts',
				files: /^sandbox\/(index|cli)\.ts$/,
				purpose: 'starts it: from tests, and at the terminal',
			},
			{
				name: 'door/',
				files: /^sandbox\/door\//,
				purpose: 'HTTP, who may come in, what the description demands, limits, the log',
			},
			{
				name: 'calls/',
				files: /^sandbox\/calls\//,
				purpose: 'the endpoints that have a behaviour of their own',
			},
			{
				name: 'faults/',
				files: /^sandbox\/faults\//,
				purpose: 'what can be made to go wrong',
			},
			{
				name: 'books/',
				files: /^sandbox\/books\//,
				purpose: 'orders, positions and money, and seeded histories',
			},
			{
				name: 'basics/',
				files: /^sandbox\/basics\//,
				purpose: 'what all of them use: amounts, JSON, time, refusals',
			},
		],
	},
];

/** Which rooms use which, as indices, in the order of the rooms; throws where one uses a room above it. */
export function arrowsOf(floor: Floor, files: FileImports[]): Array<[number, number]> {
	const roomOf = (file: string) => {
		const room = floor.rooms.findIndex((one) => one.files.test(file));
		if (room < 0) throw new Error(`${file} is in no room of "${floor.title}"`);
		return room;
	};
	const arrows = new Map<string, [number, number]>();
	for (const { source, dependencies } of files.filter((file) => floor.files.test(file.source))) {
		const from = roomOf(source);
		for (const { resolved } of dependencies.filter((one) => floor.files.test(one.resolved))) {
			const to = roomOf(resolved);
			if (to < from) throw new Error(`${source} uses ${resolved}, which is in a room above it`);
			if (to > from) arrows.set(`${from} ${to}`, [from, to]);
		}
	}
	return [...arrows.values()].sort(([a, b], [c, d]) => a - c || b - d);
}

function toMermaid(floor: Floor, files: FileImports[]): string {
	const rooms = floor.rooms.map(({ name }, index) => `\tr${index}["${name}"]`);
	const arrows = arrowsOf(floor, files).map(([from, to]) => `\tr${from} --> r${to}`);
	return ['```mermaid', 'flowchart TD', ...rooms, ...arrows, '```'].join('\n');
}

/** The pictures, each with its rooms in a line each. */
export function toRoomsMarkdown(files: FileImports[]): string {
	const parts = FLOORS.map((floor) => {
		const rooms = floor.rooms.map(({ name, purpose }) => `| \`${name}\` | ${purpose} |`);
		const table = ['| Room | What it is for |', '| --- | --- |', ...rooms].join('\n');
		return `### ${floor.title}\n\n${toMermaid(floor, files)}\n\n${table}\n`;
	});
	return `\n${parts.join('\n')}\n`;
}
