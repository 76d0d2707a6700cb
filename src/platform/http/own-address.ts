import { config } from "#src/config.ts";

/**
 * Whether a request's Host header names this program. A page that had a foreign name point at this machine (DNS
 * rebinding) would otherwise be of one origin with us. With APP_URL set, its name and those of ALLOWED_HOSTS are ours.
 * Without it, whatever the public DNS cannot give to somebody else is: an address, a name without a dot, a local name.
 * @param host a name or an address, as in a Host header: with or without a port, IPv6 in brackets
 */
export function isOwnHost(host: string | null | undefined): boolean {
  const name = nameIn(host);
  if (name === undefined) return false;
  if (isLoopback(name) || config.allowedHosts.includes(name)) return true;
  if (config.hasAppUrl) return name === nameIn(new URL(config.appUrl).host);
  return isAddress(name) || !name.includes(".") || /\.(local|lan|internal|home\.arpa|localhost)$/.test(name);
}

/**
 * Whether a page of this origin is ours: the host that the request names, and the scheme that we are served with.
 * @param forwardedProto the header X-Forwarded-Proto, believed of a proxy of ours alone
 */
export function isOwnOrigin(origin: string, host: string | null, forwardedProto?: string | null): boolean {
  const url = URL.parse(origin);
  if (!url || host === null || url.host !== URL.parse(`${url.protocol}//${host}`)?.host) return false;
  // TLS ends before this machine, so that its own loopback has none.
  return url.protocol === ownScheme(forwardedProto) || (url.protocol === "http:" && isLoopback(url.hostname));
}

function ownScheme(forwardedProto: string | null | undefined): string {
  if (config.isSecure) return "https:";
  const forwarded = config.trustsProxy ? forwardedProto?.split(",").at(-1)?.trim() : undefined;
  return forwarded === "https" ? "https:" : "http:";
}

/** In lower case, IPv6 in brackets; undefined for what no host can be. */
function nameIn(host: string | null | undefined): string | undefined {
  if (!host || /[\s/\\?#@,]/.test(host)) return undefined;
  return URL.parse(`http://${host}`)?.hostname.replace(/\.$/, "");
}

function isLoopback(name: string): boolean {
  return name === "localhost" || name === "[::1]" || /^127(\.\d+){3}$/.test(name);
}

/** The URL parser writes every form of an IPv4 address with four numbers. */
function isAddress(name: string): boolean {
  return name.startsWith("[") || /^\d+(\.\d+){3}$/.test(name);
}
