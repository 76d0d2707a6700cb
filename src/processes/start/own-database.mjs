import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startEmbeddedPostgres } from "./embedded-postgres.mjs";
import { loadSecrets } from "./secrets.mjs";

const databaseName = "competency";

/** @param {string} root */
export function dataFolder(root) {
  return resolve(root, process.env.DATA_DIR || ".data");
}

/** Settings of .env count where the environment itself says nothing. @param {string} root */
export function loadDotEnv(root) {
  const path = join(root, ".env");
  if (existsSync(path)) process.loadEnvFile(path);
}

/** The port of last time: addresses that were noted somewhere stay true. @param {string} dir */
export async function startOwnDatabase(dir) {
  const note = join(dir, "postgres.port");
  const port = existsSync(note) ? Number(readFileSync(note, "utf8")) || undefined : undefined;
  const server = await startEmbeddedPostgres({ dir, ...(port === undefined ? {} : { port }) });
  if (server.port !== port) writeFileSync(note, String(server.port));
  return { ...server, databaseUrl: server.urlOf(databaseName) };
}

/**
 * For a command that runs by itself: without DATABASE_URL it works on the database of `npm start`, which it starts
 * and stops again unless it is running.
 * @param {string} root @returns {Promise<() => Promise<void>>} stops what was started
 */
export async function provideDatabase(root) {
  loadDotEnv(root);
  const dir = dataFolder(root);
  process.env.DATA_DIR = dir;
  process.env.APP_SECRET ||= loadSecrets(dir).appSecret;
  if (process.env.DATABASE_URL) return async () => {};
  const server = await startOwnDatabase(dir);
  process.env.DATABASE_URL = server.databaseUrl;
  process.env.DEMO ||= "1";
  return server.isAdopted ? async () => {} : server.stop;
}

/**
 * Tells one database from the next in the same folder: the moment it was created.
 * @param {string} dataDir
 */
export function birthOf(dataDir) {
  return String(statSync(join(dataDir, "PG_VERSION")).mtimeMs);
}
