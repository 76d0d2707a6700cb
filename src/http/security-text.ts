import type { IncomingMessage, ServerResponse } from "node:http";
import { config } from "#src/config.ts";
import { now } from "#src/lib/clock.ts";

const dayMs = 86_400_000;
/** RFC 9116 recommends less than a year, so that nobody writes to an address that was forgotten. */
const validDays = 180;

/** `/.well-known/security.txt` (RFC 9116): where a weakness is reported. It is valid for 180 days from when it is read. */
export function sendSecurityText(_request: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityTextHeaders)) response.setHeader(name, value);
  response.end(securityText());
}

export const securityTextHeaders = {
  "content-type": "text/plain; charset=utf-8",
  "cache-control": "public, max-age=86400",
};

export function securityText(): string {
  const expires = new Date(now().getTime() + validDays * dayMs);
  return [
    `Contact: ${config.securityContact}`,
    `Expires: ${expires.toISOString().replace(/\.\d+/, "")}`,
    `Canonical: ${new URL("/.well-known/security.txt", config.appUrl)}`,
    "Preferred-Languages: en",
    "",
  ].join("\n");
}
