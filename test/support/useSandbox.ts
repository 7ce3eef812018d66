import type { Sandbox, SandboxOptions } from '../../sandbox';
import { startSandbox } from '../../sandbox';

/**
 * One sandbox for all tests of a file, as new for each of them. What is returned stands for it from the
 * first hook on.
 * @param before runs in front of each reset, as the books start at the time of it
 */
export function useSandbox(options: SandboxOptions = {}, before?: () => void): Sandbox {
	let running: Sandbox;
	beforeAll(async () => {
		running = await startSandbox(options);
	});
	afterAll(async () => await running.stop());
	beforeEach(() => {
		before?.();
		running.reset();
	});
	return new Proxy({} as Sandbox, {
		get: (_, name): unknown => Reflect.get(running, name),
		set: (_, name, value) => Reflect.set(running, name, value),
		deleteProperty: (_, name) => Reflect.deleteProperty(running, name),
	});
}
