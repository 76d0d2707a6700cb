import { createECDH, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { StartFault, throwFileFault } from "./fault.mjs";

/**
 * The two secrets of an installation, created once: for signing tokens, and for the database's owner.
 * @typedef {{ appSecret: string, databasePassword: string }} Secrets
 */

/** @param {string} dir @returns {Secrets} */
export function loadSecrets(dir) {
  return loadOrMake(dir, "secrets", {
    make: () => ({ appSecret: makeSecret(), databasePassword: makeSecret() }),
    damaged: "Restore it from a backup: without it the database cannot be opened.",
  });
}

/**
 * The keys with which the services of browsers know this installation, created once.
 * @param {string} dir @returns {{ publicKey: string, privateKey: string }}
 */
export function loadPushKeys(dir) {
  return loadOrMake(dir, "push-keys", {
    make: () => {
      const pair = createECDH("prime256v1");
      pair.generateKeys();
      // A key that begins with zeros is shorter, and the keys of VAPID have one length.
      const privateKey = Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32);
      return { publicKey: pair.getPublicKey("base64url"), privateKey: privateKey.toString("base64url") };
    },
    damaged:
      "Restore it from a backup, or remove it: with new keys every browser that gets push messages is added again.",
  });
}

/**
 * Reads a file of texts, or makes it. Of two simultaneous first starts, both use what the first one wrote. A file that is
 * damaged is reported and never replaced.
 */
function loadOrMake(dir, name, { make, damaged }) {
  const path = join(dir, name);
  const made = make();
  const read = () => readTexts(path, Object.keys(made), damaged);
  const found = read();
  if (found) return found;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o711 });
    const partial = `${path}.${process.pid}`;
    const file = openSync(partial, "wx", 0o600);
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
    fsyncSync(file);
    closeSync(file);
    try {
      // A link fails if the file exists.
      linkSync(partial, path);
    } finally {
      rmSync(partial, { force: true });
    }
    return made;
  } catch (error) {
    return read() ?? throwFileFault(error, dir);
  }
}

function readTexts(path, names, damaged) {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    return throwFileFault(error, path);
  }
  try {
    chmodSync(path, 0o600);
    const texts = JSON.parse(text);
    if (names.every((name) => typeof texts[name] === "string")) return texts;
  } catch {
    // Reported below.
  }
  throw new StartFault(`${path} is damaged. ${damaged}`);
}

function makeSecret() {
  return randomBytes(32).toString("base64url");
}
