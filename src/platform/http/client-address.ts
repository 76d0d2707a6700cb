import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { config } from "#src/config.ts";

/** Who sent a request: the other end of its connection or, behind a proxy of ours, whom the proxy names. */
export function clientAddress(forwardedFor: string | null | undefined, remoteAddress: string): string {
  const forwarded = config.trustsProxy ? forwardedFor?.split(",").at(-1)?.trim() : undefined;
  return forwarded || remoteAddress;
}

/** As `clientAddress`, of Node's own request. */
export function peerOf({ headers, socket }: IncomingMessage): string {
  const forwardedFor = headers["x-forwarded-for"];
  const text = Array.isArray(forwardedFor) ? forwardedFor.join() : forwardedFor;
  return clientAddress(text, socket?.remoteAddress ?? "unknown");
}

/** What one owner holds of an address: all of IPv4, the first 64 bits of IPv6, where a machine has many to choose from. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const groups = (text: string) => text.split(":").filter((group) => group !== "");
  const first = groups(head);
  const last = tail === undefined ? [] : groups(tail);
  const all = [...first, ...Array(Math.max(0, 8 - first.length - last.length)).fill("0"), ...last];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
