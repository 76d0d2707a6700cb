import { config } from "#src/config.ts";

/**
 * The browser's cookies. Scripts cannot read any. The refresh token is sent only to the addresses that renew or
 * end a session. Over TLS the prefixes of the names prevent a sibling domain from setting these cookies.
 */
export function accessCookieName(): string {
  return config.isSecure ? "__Host-access" : "access";
}

export function refreshCookieName(): string {
  return config.isSecure ? "__Secure-refresh" : "refresh";
}

/** Holds a person's own refresh token while they are in their sample school. */
export function keptCookieName(): string {
  return config.isSecure ? "__Secure-kept-refresh" : "kept-refresh";
}

/** By which a browser is known again when somebody signs in; of no use for anything else. */
export function deviceCookieName(): string {
  return config.isSecure ? "__Secure-device" : "device";
}

export function deviceCookie(token: string): string {
  return cookie(deviceCookieName(), token, "/api/auth", deviceCookieSeconds);
}

/** Browsers keep no cookie longer. */
const deviceCookieSeconds = 400 * 86_400;

/** Without an age it goes when the browser is closed. */
export function accessCookie(token: string, maxAgeSeconds: number | undefined): string {
  return cookie(accessCookieName(), token, "/", maxAgeSeconds);
}

export function refreshCookie(token: string, maxAgeSeconds: number | undefined): string {
  return cookie(refreshCookieName(), token, "/api/auth", maxAgeSeconds);
}

export function keptCookie(token: string, maxAgeSeconds: number | undefined): string {
  return cookie(keptCookieName(), token, "/api/auth", maxAgeSeconds);
}

/** Removes all cookies of sessions. The one by which the browser is known stays. */
export function clearedCookies(): string[] {
  return [accessCookie("", 0), refreshCookie("", 0), keptCookie("", 0)];
}

/** The value of the first cookie with this name, or undefined. Our values need no decoding. */
export function cookieOf(header: string | null, name: string): string | undefined {
  if (header === null) return undefined;
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

function cookie(name: string, value: string, path: string, maxAgeSeconds: number | undefined): string {
  const age = maxAgeSeconds === undefined ? "" : ` Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))};`;
  const flags = `Path=${path};${age} HttpOnly; SameSite=Lax`;
  return `${name}=${value}; ${flags}${config.isSecure ? "; Secure" : ""}`;
}
