import { hkdfSync } from "node:crypto";
import { config } from "#src/config.ts";
import { now } from "#src/lib/clock.ts";
import { environmentKeys } from "#src/platform/keys/environment-keys.ts";
import {
  type Key,
  type KeyProvider,
  type Keys,
  type KeyUse,
  keyBytes,
  keyInUse,
  stillAccepted,
} from "#src/platform/keys/key.ts";
import { envelopeOf, keyFile } from "#src/platform/keys/key-file.ts";
import type { KeyServiceKind } from "#src/platform/keys/key-service.ts";
import { keyFilePath, openKeys } from "#src/platform/keys/open-keys.ts";
import { log } from "#src/platform/log/log.ts";

/** No access token is valid for longer than this, so no replaced key of them is accepted for longer. */
const tokenValidMs = 2 * 3_600_000;
const readAgainAfterMs = 5_000;

/** The keys of access tokens that are accepted now: next, current, and for two hours the previous. */
export function signingKeys(): readonly Key[] {
  return rings().signing;
}

/** The keys under which fields may be sealed. An old one is kept until the job has sealed all again. */
export function encryptionKeys(): readonly Key[] {
  return rings().encryption;
}

/**
 * From which the passwords of the database's login roles are derived: that of the process's start, since `npm start` sets
 * the passwords, and those of the database are the former ones until then.
 */
export function loginKey(): Buffer {
  const { logins } = rings();
  const state = stateOf();
  state.loginKey ??= keyInUse(logins, now()).secret;
  return state.loginKey;
}

/** All of a use, for the command that shows and changes them. */
export function acceptedKeys(use: KeyUse): readonly Key[] {
  return rings()[use];
}

/** Whether the keys of a use are those of a variable, which the program cannot change. */
export function isOfVariable(use: KeyUse): boolean {
  return config.keys[use] !== undefined;
}

/** What holds the key that wraps those of the file; `file` where they stand in it as they are. */
export function holderOfFile(): KeyServiceKind | "file" {
  return envelopeOf(keyFilePath())?.wrappedBy ?? "file";
}

/** Whether a key follows from APP_SECRET, and was never made. */
export function isOfSecret(use: KeyUse, { id }: Key): boolean {
  return id === (use === "logins" ? secretItself() : derived(use)).id;
}

/**
 * The same list until the keys change, so that what is derived from them can be kept beside it. Processes that were told
 * other keys would refuse each other's tokens: the file, the variables or APP_SECRET must be the same for all.
 */
function rings(): Keys {
  const state = stateOf();
  const time = now().getTime();
  if (state.keys && Math.abs(time - state.readAt) < readAgainAfterMs) return state.keys;
  state.readAt = time;
  const keys = keysNow(state.providers);
  if (!state.keys || shapeOf(keys) !== shapeOf(state.keys)) state.keys = keys;
  return state.keys;
}

/** Variables before the file. A key that is derived from APP_SECRET still opens what it sealed. */
function keysNow(providers: readonly KeyProvider[]): Keys {
  const given: Partial<Keys> = {};
  for (const provider of providers) Object.assign(given, provider.read());
  const signing = given.signing?.length ? given.signing : [derived("signing")];
  return {
    signing: stillAccepted(signing, now(), tokenValidMs),
    encryption: withDerived(given.encryption ?? []),
    logins: given.logins?.length ? given.logins : [secretItself()],
  };
}

/** Once, since the file names it too when others were made beside it. */
function withDerived(keys: readonly Key[]): Key[] {
  const last = derived("encryption");
  return [...keys.filter(({ id }) => id !== last.id), last];
}

/** An installation that has only APP_SECRET goes on with the keys that follow from it. */
export function derived(use: "signing" | "encryption"): Key {
  const derive = (what: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", config.secret, "", `competency ${use} ${what}`, bytes));
  return { id: derive("key name", 6).toString("base64url"), secret: derive("key", keyBytes), usedFrom: new Date(0) };
}

/** The passwords of the logins were derived from APP_SECRET itself before there were keys. */
function secretItself(): Key {
  return { id: "secret", secret: Buffer.from(config.secret), usedFrom: new Date(0) };
}

function shapeOf(keys: Keys): string {
  return JSON.stringify(
    Object.values(keys).map((list: readonly Key[]) => list.map(({ id, usedFrom }) => [id, usedFrom.getTime()])),
  );
}

/** The file was wrapped anew while this process runs: until it is opened, the keys are those from before. */
function openAgain(): void {
  openKeys().catch((err) =>
    log.warn({ err }, "the keys were wrapped anew, and this process goes on with those it has"),
  );
}

type State = {
  providers: readonly KeyProvider[];
  keys: Keys | undefined;
  readAt: number;
  loginKey: Buffer | undefined;
};

/** On globalThis, since Next bundles its own copy of every module. */
const stateKey = Symbol.for("competency.keys");

function stateOf(): State {
  const holder = globalThis as { [stateKey]?: State };
  holder[stateKey] ??= {
    providers: [keyFile(keyFilePath(), openAgain), environmentKeys(config.keys)],
    keys: undefined,
    readAt: 0,
    loginKey: undefined,
  };
  return holder[stateKey];
}

/** For tests and the command that changes keys: the next use reads them again. */
export function forgetKeys(): void {
  delete (globalThis as { [stateKey]?: State })[stateKey];
}
