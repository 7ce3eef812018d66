/** The only source of time in the package. Tests replace its members. */
export const clock = {
	/** Milliseconds since 1970. */
	now: (): number => Date.now(),
};
