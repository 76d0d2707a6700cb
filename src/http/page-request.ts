import { randomBytes } from "node:crypto";
import { config } from "#src/config.ts";
import { pageHeaders } from "#src/http/security-headers.ts";

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
