import { config } from "#src/config.ts";

/** Who sent a request: the other end of its connection or, behind a proxy of ours, whom the proxy names. */
export function clientAddress(forwardedFor: string | null | undefined, remoteAddress: string): string {
  const forwarded = config.trustsProxy ? forwardedFor?.split(",").at(-1)?.trim() : undefined;
  return forwarded || remoteAddress;
}
