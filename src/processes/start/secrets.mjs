import { randomBytes } from "node:crypto";
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
  const path = join(dir, "secrets");
  const found = readSecrets(path);
  if (found) return found;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o711 });
    const made = { appSecret: makeSecret(), databasePassword: makeSecret() };
    const partial = `${path}.${process.pid}`;
    const file = openSync(partial, "wx", 0o600);
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
    fsyncSync(file);
    closeSync(file);
    try {
      // A link fails if the file exists: of two simultaneous first starts, both use what the first one wrote.
      linkSync(partial, path);
    } finally {
      rmSync(partial, { force: true });
    }
    return made;
  } catch (error) {
    const written = readSecrets(path);
    if (written) return written;
    return throwFileFault(error, dir);
  }
}

function readSecrets(path) {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    return throwFileFault(error, path);
  }
  try {
    chmodSync(path, 0o600);
    const { appSecret, databasePassword } = JSON.parse(text);
    if (typeof appSecret === "string" && typeof databasePassword === "string") return { appSecret, databasePassword };
  } catch {
    // Reported below: a damaged file must never be replaced, for the database accepts only the old password.
  }
  throw new StartFault(`${path} is damaged. Restore it from a backup: without it the database cannot be opened.`);
}

function makeSecret() {
  return randomBytes(32).toString("base64url");
}
