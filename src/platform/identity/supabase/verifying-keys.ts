import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { z } from "zod";
import { config } from "#src/config.ts";
import { now } from "#src/lib/clock.ts";
import { post } from "#src/platform/http/post.ts";
import { algorithmOf } from "#src/platform/identity/jws.ts";
import { log } from "#src/platform/log/log.ts";

const withinMs = 3_000;
const maxAnswerBytes = 64 * 1024;
const mostKeys = 20;
/** The service lets its keys be kept as long. */
const freshMs = 10 * 60_000;
/** However many unknown keys are named, they are asked for no more often. */
const askAgainMs = 10_000;
const leastRsaBits = 2048;

/** Of others, members are left alone. */
const keySet = z.object({
  keys: z
    .array(z.looseObject({ kid: z.string().min(1).max(200), kty: z.string(), alg: z.string().optional() }))
    .max(mostKeys),
});

type Kept = { keys: ReadonlyMap<string, KeyObject>; loadedAt: number; askedAt: number };

let kept: Kept = { keys: new Map(), loadedAt: 0, askedAt: 0 };
let asking: Promise<void> | undefined;

/**
 * The key that a token of Supabase names. A key that nobody knows yet may have been made just now, so the keys are read again;
 * keys that were taken away stop counting after ten minutes. While they cannot be read, those that are known count on.
 */
export async function keyNamed(kid: string): Promise<KeyObject | undefined> {
  const time = now().getTime();
  const isDue = time - kept.loadedAt > freshMs || (kid !== "" && !kept.keys.has(kid));
  if (isDue && time - kept.askedAt > askAgainMs) asking ??= load();
  await asking;
  return kept.keys.get(kid) ?? sharedSecret();
}

/** For tests: what was read is forgotten. */
export function forgetKeys(): void {
  kept = { keys: new Map(), loadedAt: 0, askedAt: 0 };
}

/** Of a project that has one still: its tokens name no key, or one that is not published. */
function sharedSecret(): KeyObject | undefined {
  const secret = config.supabaseAuth?.jwtSecret;
  return secret === undefined ? undefined : createSecretKey(Buffer.from(secret));
}

async function load(): Promise<void> {
  const time = now().getTime();
  kept = { ...kept, askedAt: time };
  const address = `${config.supabaseAuth?.url}/.well-known/jwks.json`;
  const agent = new (address.startsWith("https:") ? https : http).Agent({ keepAlive: false });
  try {
    const call = { method: "GET", headers: {}, body: Buffer.alloc(0), withinMs, maxAnswerBytes } as const;
    const { status, body } = await post(address, agent, call);
    if (status !== 200) throw new Error(`the keys were answered with ${status}`);
    const { keys } = keySet.parse(JSON.parse(body.toString("utf8")));
    kept = { keys: new Map(keys.flatMap(entryOf)), loadedAt: time, askedAt: time };
  } catch (err) {
    log.warn({ err }, "the keys of Supabase Auth could not be read");
  } finally {
    asking = undefined;
    agent.destroy();
  }
}

/** Only of the algorithms that are known, and long enough; a secret never stands in a published list. */
function entryOf(jwk: z.infer<typeof keySet>["keys"][number]): [string, KeyObject][] {
  if (jwk.kty !== "EC" && jwk.kty !== "RSA") return [];
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: "jwk" });
    const algorithm = algorithmOf(key);
    const isLong = algorithm !== "RS256" || (key.asymmetricKeyDetails?.modulusLength ?? 0) >= leastRsaBits;
    return algorithm && isLong && (jwk.alg === undefined || jwk.alg === algorithm) ? [[jwk.kid, key]] : [];
  } catch {
    return [];
  }
}
