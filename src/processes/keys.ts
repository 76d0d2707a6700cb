import { existsSync } from "node:fs";
import { join } from "node:path";
import { now } from "#src/lib/clock.ts";
import { type Key, type KeyUse, keyInUse, keyUses } from "#src/platform/keys/key.ts";
import { envelopeOf } from "#src/platform/keys/key-file.ts";
import { acceptedKeys, isOfVariable } from "#src/platform/keys/keys.ts";
import { keyFileName, keyFilePath, unwrapKeys, wrapKeys } from "#src/platform/keys/open-keys.ts";
import { overlapSeconds, removeKey, rotateKey } from "#src/platform/keys/rotate-key.ts";
import { systemActor } from "#src/policy/actor.ts";
import { exitCodeOf, openKeysOrEnd } from "#src/processes/open-keys-or-end.ts";
import { provideDatabase, provideSettings } from "#src/processes/start/own-database.mjs";

const actor = systemActor("keys");
const root = join(import.meta.dirname, "../..");
const args = process.argv.slice(2);

const usage = `Usage: npm run keys -- <command>
  list                       the keys of each use: their names and since when they are in use, never the keys
  rotate <use>               make a new key and use it from a minute or two later on; the one before stays accepted
  reseal                     seal the encrypted fields and files under the key in use, now; may be ended and begun again
  remove <use> <id>          take a key away that is used no more
  wrap                       wrap the keys by the key service of KEY_PROVIDER, for the first time or under its present key
  unwrap                     write the keys into their file as they are
Uses: ${keyUses.join(", ")}. The keys are in DATA_DIR/${keyFileName}; those of variables are changed where they are set.
`;

/** What to do after a key was made. */
const next: Record<KeyUse, string> = {
  signing: "Nobody is signed out. The former key is accepted for two hours more.",
  encryption: "The job keys.reseal seals what there is under it, in the night or when it is started on the page Jobs.",
  logins:
    "Start the program again now, with all its processes: the start sets the passwords of the logins, and until then no process that starts anew reaches the database.",
};

async function openAndRun(): Promise<number> {
  // Which opens them by the key that wrapped them, whatever the settings say now.
  if (args[0] !== "wrap") await openKeysOrEnd();
  return main();
}

async function main(): Promise<number> {
  const [command, use, id] = args;
  if (command === "list") return list();
  if (command === "wrap") return wrap();
  if (command === "unwrap") return unwrap();
  if (command === "reseal") return resealAll();
  if (!isUse(use) || (command !== "rotate" && !(command === "remove" && id))) return refuse(usage);
  if (isOfVariable(use)) {
    return refuse(`The keys for ${use} are set by a variable; see SIGNING_KEYS, ENCRYPTION_KEYS and LOGIN_KEY.\n`);
  }
  const path = keyFilePath();
  if (command === "remove" && id) {
    const left = use === "encryption" ? await countSealed(id) : 0;
    if (left > 0)
      return refuse(`The key ${id} still opens ${left} values or files. Run npm run keys -- reseal first.\n`);
    removeKey(path, use, id);
    return print(`Removed: the key ${id} for ${use}.`);
  }
  const key = rotateKey(path, use, acceptedKeys(use));
  const when = overlapSeconds[use] === 0 ? "" : ` It is in use from ${key.usedFrom.toISOString()} on.`;
  return print(`Made: the key ${key.id} for ${use}.${when} ${next[use]}`);
}

async function resealAll(): Promise<number> {
  const { reseal } = await import("#src/platform/sealed/reseal.ts");
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => ending.abort());
  const { fields, files, unreadable } = await reseal(actor, {
    signal: ending.signal,
    progress: (made) => process.stderr.write(typeof made === "number" ? "" : `\r${made.done} of ${made.total} `),
  });
  print(`Sealed under the key in use: ${fields} values and ${files} files.`);
  return unreadable === 0 ? 0 : refuse(`${unreadable} values or files cannot be read with any key that there is.\n`);
}

async function countSealed(id: string): Promise<number> {
  const { countSealedBy } = await import("#src/platform/sealed/reseal.ts");
  return countSealedBy(actor, id);
}

/** What knows the tables is loaded for the commands that need the database alone. */
async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
  const release = await provideDatabase(root);
  try {
    return await work();
  } finally {
    const { closeCaches } = await import("#src/platform/cache/caches.ts");
    const { closeBus } = await import("#src/platform/bus/open-bus.ts");
    const { closePools } = await import("#src/platform/db/client.ts");
    // Commits tell the other processes what has changed, where that is cached.
    closeCaches();
    await closeBus();
    await closePools();
    await release();
  }
}

async function wrap(): Promise<number> {
  if (!existsSync(keyFilePath())) {
    return refuse(`There is no ${keyFilePath()}: the keys follow from APP_SECRET. Make others first: rotate <use>.\n`);
  }
  const wasPlain = envelopeOf(keyFilePath()) === undefined;
  const { wrappedBy, wrappingKey } = await wrapKeys();
  print(`Wrapped: the keys in ${keyFilePath()}, by ${wrappedBy} under ${wrappingKey}. Processes that run go on.`);
  return wasPlain
    ? print(
        "Until now they stood there as they are: remove copies of the file that are not needed, restart all processes with KEY_PROVIDER, and rotate the keys if somebody may have read them.",
      )
    : 0;
}

async function unwrap(): Promise<number> {
  if (!envelopeOf(keyFilePath())) return refuse("The keys are not wrapped.\n");
  await unwrapKeys();
  return print(
    `Unwrapped: whoever reads ${keyFilePath()} has the keys now. Restart all processes without KEY_PROVIDER.`,
  );
}

function list(): number {
  for (const use of keyUses) {
    const keys = acceptedKeys(use);
    const current = keyInUse(keys, now());
    for (const key of keys) print(`${use.padEnd(12)}${key.id.padEnd(16)}${standingOf(key, current)}`);
  }
  const envelope = envelopeOf(keyFilePath());
  return envelope ? print(`Wrapped by ${envelope.wrappedBy} under ${envelope.wrappingKey}.`) : 0;
}

function standingOf(key: Key, current: Key): string {
  if (key === current) return "in use";
  return key.usedFrom > now() ? `next, from ${key.usedFrom.toISOString()}` : "previous";
}

function isUse(text: string | undefined): text is KeyUse {
  return keyUses.some((use) => use === text);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function refuse(text: string): number {
  process.stderr.write(text);
  return 2;
}

try {
  const [command, use] = args;
  const isOfDatabase = command === "reseal" || (command === "remove" && use === "encryption");
  if (!isOfDatabase) provideSettings(root);
  process.exitCode = await (isOfDatabase ? withDatabase(openAndRun) : openAndRun());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
