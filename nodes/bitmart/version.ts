/** Version of the package, for the User-Agent; a test holds it equal to package.json. */
export const VERSION = '0.1.0';

/** BitMart's edge blocks the default agents of some HTTP libraries, so every request names the package. */
export const USER_AGENT = `n8n-nodes-bitmart/${VERSION}`;
