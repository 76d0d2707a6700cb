/** Reads a request's headers, by names in lower case: the web's `Headers`, or a wrapper of Node's. */
export type HeaderReader = { get(name: string): string | null };
