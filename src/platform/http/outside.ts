import dns from "node:dns";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { config } from "#src/config.ts";
import { isPublicAddress } from "#src/lib/public-address.ts";
import { type Call, type PostAnswer, post } from "#src/platform/http/post.ts";
import { isPublicIp } from "#src/platform/http/public-ip.ts";
import { tracing } from "#src/platform/tracing/tracing.ts";

/** The address does not lead into the open internet. */
export class AddressRefused extends Error {}

/** For tests: where names lead, and whose certificate is trusted. This machine may be called then. */
type Trial = { lookup?: typeof dns.lookup; allowsLoopback?: boolean; ca?: string };

/**
 * Calls addresses that somebody outside gave (a browser's push service, a school's webhook), so that none leads to what
 * only this machine or its network reaches: https, a host by its name, and every IP address of it public when it is
 * connected to, whatever the name said before.
 */
export class OutsideClient {
  readonly #agent: https.Agent;

  constructor(trial: Trial = {}) {
    if (config.mode === "production" && Object.keys(trial).length > 0) {
      throw new Error("only tests may change what the guard of outside addresses allows");
    }
    const isAllowed = (ip: string) => isPublicIp(ip) || (trial.allowsLoopback === true && ip === "127.0.0.1");
    this.#agent = new https.Agent({
      keepAlive: true,
      lookup: guarded(trial.lookup ?? dns.lookup, isAllowed),
      ...(trial.ca ? { ca: trial.ca } : {}),
    });
  }

  /** Throws AddressRefused, or what `post` throws. */
  async post(address: string, call: Call): Promise<PostAnswer> {
    // The agent's lookup is not asked about IP addresses, so this check is needed too.
    if (!isPublicAddress(address)) throw new AddressRefused("the address is not public");
    const traceparent = tracing()?.traceparent();
    const headers = traceparent === undefined ? call.headers : { ...call.headers, traceparent };
    return post(address, this.#agent, { ...call, headers });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Refuses a name as soon as one of its addresses is not allowed: which one is connected to may change. */
function guarded(lookup: typeof dns.lookup, isAllowed: (ip: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const [first] = found;
      if (!first || !found.every(({ address }) => isAllowed(address))) {
        return callback(new AddressRefused("the address is not public"), []);
      }
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

const registryKey = Symbol.for("competency.outside");
const holder = globalThis as { [registryKey]?: OutsideClient | undefined };

/** The one of this process. */
export function outside(): OutsideClient {
  holder[registryKey] ??= new OutsideClient();
  return holder[registryKey];
}

/** For tests: another one; without an argument it is opened anew when it is needed. */
export function useOutside(client: OutsideClient | undefined): void {
  holder[registryKey]?.close();
  holder[registryKey] = client;
}
