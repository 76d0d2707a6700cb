/** What reading a request's headers takes: the web's `Headers` have it, and Node's are wrapped. Names in lower case. */
export type HeaderReader = { get(name: string): string | null };
