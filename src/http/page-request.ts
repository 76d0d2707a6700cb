import { randomBytes } from "node:crypto";
import { config } from "#src/config.ts";
import { pageHeaders } from "#src/http/security-headers.ts";

/**
 * The header by which our own server has Next pass over `src/proxy.ts`, which would do again what it has done. No client can send
 * it: a line break ends a header's value in every version of HTTP.
 */
export const ownMark = { name: "x-own-server", value: "1\n" };

/** What a page believes of its own request. Clients can send them too, so that whoever hands a request to Next replaces all. */
type Told = Record<"content-security-policy" | "x-nonce" | "x-path" | "x-address", string>;

/**
 * The headers that a page is given with its request, and those of its answer. Each page gets a nonce of its own; Next reads it
 * from the request's policy.
 * @param target path and query
 * @param address the client's, as `clientAddress` knows it
 */
export function pageRequest(target: string, address: string): { told: Told; answer: Record<string, string> } {
  const nonce = randomBytes(16).toString("base64");
  const isDev = config.mode === "development";
  const answer = pageHeaders({ nonce, isDev, isSecure: config.isSecure, cdnUrl: config.cdnUrl });
  const policy = answer["content-security-policy"] ?? "";
  return {
    told: { "content-security-policy": policy, "x-nonce": nonce, "x-path": target, "x-address": address },
    answer,
  };
}
