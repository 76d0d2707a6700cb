import { createECDH, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
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
 * The two secrets of an installation, created once: for links and codes, and for the database's owner.
 * @typedef {{ appSecret: string, databasePassword: string }} Secrets
 */

/**
 * At the first start the keys are made too (`platform/keys`). An installation that is older than keys goes on with those
 * that follow from its secret, until `npm run keys` makes others.
 * @param {string} dir @returns {Secrets}
 */
export function loadSecrets(dir) {
  if (!existsSync(join(dir, "secrets"))) makeKeys(dir);
  return loadOrMake(dir, "secrets", {
    make: () => ({ appSecret: makeSecret(), databasePassword: makeSecret() }),
    damaged: "Restore it from a backup: without it the database cannot be opened.",
  });
}

/**
 * One for each use, in use at once: nothing has been made with another yet. A file that is there, wrapped or not, stays.
 * @param {string} dir
 */
function makeKeys(dir) {
  if (existsSync(join(dir, "keys"))) return;
  const usedFrom = new Date(0).toISOString();
  const make = () => [{ id: `k${randomBytes(6).toString("hex")}`, secret: makeSecret(), usedFrom }];
  loadOrMake(dir, "keys", {
    make: () => ({ signing: make(), encryption: make(), logins: make() }),
    // platform/keys looks at what stands in them.
    is: Array.isArray,
    damaged: "Restore it from a backup: without its keys nothing that they sealed can be read.",
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
 * The key of the backups, created once; a restore takes what there is.
 * @param {string} dir @param {{ makes: boolean }} options @returns {string} 32 bytes in base64url
 */
export function loadBackupKey(dir, { makes }) {
  if (!makes && !existsSync(join(dir, "backup-key"))) {
    throw new StartFault("Set BACKUP_KEY to the key of the backups (npm run backup -- key has shown it).");
  }
  return loadOrMake(dir, "backup-key", {
    make: () => ({ key: makeSecret() }),
    damaged: "Restore it from where you keep a copy, or set BACKUP_KEY: without it no backup can be read.",
  }).key;
}

/**
 * Reads a file, or makes it. Of two simultaneous first starts, both use what the first one wrote. A file that is
 * damaged is reported and never replaced.
 */
function loadOrMake(dir, name, { make, damaged, is = isText }) {
  const path = join(dir, name);
  const made = make();
  const read = () => readMembers(path, Object.keys(made), { is, damaged });
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

function readMembers(path, names, { is, damaged }) {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    return throwFileFault(error, path);
  }
  try {
    chmodSync(path, 0o600);
    const members = JSON.parse(text);
    if (names.every((name) => is(members[name]))) return members;
  } catch {
    // Reported below.
  }
  throw new StartFault(`${path} is damaged. ${damaged}`);
}

function isText(value) {
  return typeof value === "string";
}

function makeSecret() {
  return randomBytes(32).toString("base64url");
}
