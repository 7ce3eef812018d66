/** Spans of time in milliseconds. */

/** One minute. */
export const MINUTE = 60_000;
/** One hour. */
export const HOUR = 60 * MINUTE;
/** One day. */
export const DAY = 24 * HOUR;
/** One week. */
export const WEEK = 7 * DAY;
/** The 90 days of most histories. */
export const QUARTER = 90 * DAY;
