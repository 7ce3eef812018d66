/**
 * What every script needs around its work: steps that say what is going on, failures in plain words,
 * child processes that never outlive the script, and folders that are removed whatever happens.
 * Only Node's own modules are imported here, because scripts start on a bare clone.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

const WINDOWS = process.platform === 'win32';
const OLDEST_NODE = 20;

/** A failure whose message is meant for the person at the terminal, who needs no stack with it. */
export class Problem extends Error {
	/**
	 * @param {string} message what went wrong
	 * @param {string} [details] what the failing program wrote
	 */
	constructor(message, details) {
		super(message);
		this.details = details;
	}
}

// ---- Leaving nothing behind ------------------------------------------------------------------

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();
/** @type {Set<string>} */
const folders = new Set();
/** @type {Array<() => unknown>} */
const cleanups = [];
let cleaning;

/** Has `action` run when the script ends, last one first. It runs once, whatever ended the script. */
export function atExit(action) {
	cleanups.push(action);
	return action;
}

/** A new folder below the system's temporary one, removed when the script ends. */
export function temporaryFolder(name) {
	// The real path: on macOS the temporary folder is a link, and n8n compares paths as text.
	const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `n8n-nodes-bitmart-${name}-`)));
	folders.add(folder);
	return folder;
}

/** Removes a folder however full it is, and forgets it where it was a temporary one. */
export function removeFolder(folder) {
	rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
	folders.delete(folder);
}

/** Marks a folder as one that must not outlive the script; `keepFolder` takes that back. */
export function removeAtExit(folder) {
	folders.add(folder);
}

/** The folder may stay after all. */
export function keepFolder(folder) {
	folders.delete(folder);
}

function signalGroup(child, signal) {
	if (child.pid === undefined) return;
	if (WINDOWS) {
		spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
		return;
	}
	try {
		// The children of the child belong to its group, and to nobody else.
		process.kill(-child.pid, signal);
	} catch {
		// The group is gone already.
	}
}

function groupLives(child) {
	if (WINDOWS) return child.exitCode === null && child.signalCode === null;
	try {
		process.kill(-child.pid, 0);
		return true;
	} catch {
		return false;
	}
}

/** Ends a child and everything it started: asks first, and insists after `patience` milliseconds. */
export async function stopChild(child, patience = 10_000) {
	if (child.pid === undefined) return;
	signalGroup(child, 'SIGTERM');
	await until(() => !groupLives(child), { within: patience, every: 50 }).catch(() => {
		signalGroup(child, 'SIGKILL');
	});
	await until(() => !groupLives(child), { within: 5_000, every: 50 }).catch(() => {});
	children.delete(child);
}

/** Runs every registered clean-up, stops every child, removes every temporary folder. */
export async function cleanUp() {
	cleaning ??= (async () => {
		while (cleanups.length > 0) {
			try {
				await cleanups.pop()();
			} catch {
				// The next ones must run too.
			}
		}
		await Promise.all([...children].map((child) => stopChild(child)));
		for (const folder of [...folders]) removeFolder(folder);
	})();
	await cleaning;
	cleaning = undefined;
}

/** The last resort, where nothing can be waited for any more. */
function cleanUpNow() {
	for (const child of children) signalGroup(child, 'SIGKILL');
	for (const folder of folders) {
		try {
			removeFolder(folder);
		} catch {
			// A file is still held open; the system clears its temporary folder some day.
		}
	}
}

let interruptedWith = (signal) => (signal === 'SIGINT' ? 130 : signal === 'SIGHUP' ? 129 : 143);

/** Says with which code the script ends on a signal; where Ctrl-C is the way to leave, that is 0. */
export function exitCodeOnSignal(codeOf) {
	interruptedWith = codeOf;
}

let guarded = false;
let leaving = false;

/** From here on the script cleans up behind itself on every way out. */
export function guardExits() {
	if (guarded) return;
	guarded = true;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.on(signal, () => {
			// Whoever presses Ctrl-C twice does not want to wait.
			if (leaving) process.exit(interruptedWith(signal));
			leaving = true;
			endLine();
			void cleanUp().finally(() => process.exit(interruptedWith(signal)));
		});
	}
	process.on('exit', cleanUpNow);
}

/** Ends the script where Node.js is too old for it, in words instead of a syntax error later on. */
export function requireNode() {
	if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return;
	console.error(
		`This needs Node.js ${OLDEST_NODE} or newer; this is Node.js ${process.versions.node}.`,
	);
	process.exit(1);
}

/**
 * Runs a script: refuses an old Node, explains a failure in plain words, cleans up on every way out.
 * @param {() => Promise<number | void>} work resolves to the exit code
 */
export async function main(work) {
	requireNode();
	guardExits();
	let code = 0;
	try {
		code = (await work()) ?? 0;
	} catch (error) {
		// After a signal every program that was stopped looks like a failure, and is none.
		if (leaving) await new Promise(() => {});
		code = 1;
		endLine();
		explain(error);
	}
	await cleanUp();
	process.exit(code);
}

function explain(error) {
	if (!(error instanceof Problem)) {
		console.error(error);
		return;
	}
	if (error.details?.trim()) console.error(`${error.details.trim()}\n`);
	console.error(error.message);
}

// ---- Saying what is going on -----------------------------------------------------------------

let openLine = false;

/** Ends a line that a step has begun, so that other text starts on a line of its own. */
export function endLine() {
	if (openLine) process.stdout.write('\n');
	openLine = false;
}

/** Seconds as people say them. */
export function duration(milliseconds) {
	const seconds = Math.round(milliseconds / 1000);
	const parts = [];
	if (seconds >= 60) parts.push(`${Math.floor(seconds / 60)} min`);
	if (seconds < 60 || seconds % 60 > 0) parts.push(`${seconds % 60} s`);
	return parts.join(' ');
}

/**
 * One step of a script, on one line: "Building the package … done (6 s)". On a terminal the seconds
 * run; elsewhere a long step says now and then that it is alive.
 * @template T
 * @param {string} title
 * @param {(note: (text: string) => void) => Promise<T>} work `note` adds words to the "done"
 * @returns {Promise<T>}
 */
export async function step(title, work) {
	const began = Date.now();
	const terminal = process.stdout.isTTY === true;
	let noted = '';
	process.stdout.write(`${title} … `);
	openLine = true;
	const ticker = setInterval(
		() => {
			const elapsed = duration(Date.now() - began);
			process.stdout.write(terminal ? `\r${title} … ${elapsed} ` : `${elapsed} … `);
		},
		terminal ? 1_000 : 30_000,
	);
	const finish = (word) => {
		clearInterval(ticker);
		const text = `${word} (${duration(Date.now() - began)})`;
		process.stdout.write(terminal ? `\r${title} … ${text}\u001b[K\n` : `${text}\n`);
		openLine = false;
	};
	try {
		const result = await work((text) => {
			noted = `, ${text}`;
		});
		finish(`done${noted}`);
		return result;
	} catch (error) {
		finish(leaving ? 'stopped' : 'failed');
		throw error;
	}
}

// ---- Programs --------------------------------------------------------------------------------

/**
 * Starts a program in a process group of its own, which ends with this script at the latest.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
	// A group of its own is what makes it possible to end a program together with what it started.
	const child = spawn(command, args, { ...options, detached: !WINDOWS, windowsHide: true });
	children.add(child);
	child.once('exit', () => {
		if (!groupLives(child)) children.delete(child);
	});
	return child;
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, show?: boolean}} [options]
 *   `show`: what it writes goes to the terminal instead of into the result
 * @returns {Promise<{code: number, stdout: string, stderr: string}>}
 */
export function run(command, args, { show = false, ...options } = {}) {
	return new Promise((resolve, reject) => {
		const child = start(command, args, {
			cwd: ROOT,
			...options,
			stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
		});
		const stdout = [];
		const stderr = [];
		child.stdout?.on('data', (chunk) => stdout.push(chunk));
		child.stderr?.on('data', (chunk) => stderr.push(chunk));
		child.once('error', (error) => {
			children.delete(child);
			reject(new Problem(`${command} could not be started: ${error.message}`));
		});
		child.once('exit', () => {
			// What the program has started and left behind has no purpose any more.
			signalGroup(child, 'SIGKILL');
		});
		child.once('close', (code) => {
			children.delete(child);
			resolve({
				code: code ?? 1,
				stdout: Buffer.concat(stdout).toString('utf8'),
				stderr: Buffer.concat(stderr).toString('utf8'),
			});
		});
	});
}

/** Runs a program that has to succeed; where it does not, the problem carries what it wrote. */
export async function mustRun(what, command, args, options) {
	const result = await run(command, args, options);
	if (result.code !== 0) {
		throw new Problem(`${what} failed.`, `${result.stdout}\n${result.stderr}`.trim());
	}
	return result;
}

/**
 * The environment for programs that must not notice that a script of npm started them: npm hands its
 * configuration of this repository down, which has no meaning in another folder.
 */
export function plainEnvironment() {
	return Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) =>
				!/^npm_(package|lifecycle|command|config_local_prefix|config_ignore_scripts|config_omit)/i.test(
					name,
				) && !/^INIT_CWD$/i.test(name),
		),
	);
}

/** Runs npm; it has to succeed. */
export async function npm(what, args, options = {}) {
	const environment = { ...plainEnvironment(), ...options.env };
	// The npm that started this script, wherever it lives; otherwise the one on the path.
	const program = process.env.npm_execpath;
	if (program && /npm-cli\.[cm]?js$/.test(program)) {
		return await mustRun(what, process.execPath, [program, ...args], {
			...options,
			env: environment,
		});
	}
	return await mustRun(what, 'npm', args, { ...options, env: environment, shell: WINDOWS });
}

// ---- Waiting ---------------------------------------------------------------------------------

/** Waits. */
export function pause(milliseconds) {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks again and again until the answer is truthy, and returns it.
 * @template T
 * @param {() => T | Promise<T>} question
 * @param {{within: number, every?: number, what?: string}} bounds
 * @returns {Promise<T>}
 */
export async function until(question, { within, every = 100, what = 'this' }) {
	const end = Date.now() + within;
	for (;;) {
		const answer = await question();
		if (answer) return answer;
		if (Date.now() > end) throw new Problem(`Waited ${duration(within)} for ${what}, in vain.`);
		await pause(every);
	}
}

/** A port of 127.0.0.1 that nobody uses. */
export async function freePort() {
	const server = createServer();
	await new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address();
	await new Promise((resolve) => server.close(resolve));
	return port;
}
