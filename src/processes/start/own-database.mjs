import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startEmbeddedPostgres } from "./embedded-postgres.mjs";
import { loadSecrets } from "./secrets.mjs";

const databaseName = "competency";

/** @param {string} root */
export function dataFolder(root) {
  return resolve(root, process.env.DATA_DIR || ".data");
}

/** Loads the settings of .env that the environment does not have. @param {string} root */
export function loadDotEnv(root) {
  const path = join(root, ".env");
  if (existsSync(path)) process.loadEnvFile(path);
}

/** Uses the same port as last time, so that its address stays valid. @param {string} dir */
export async function startOwnDatabase(dir) {
  const note = join(dir, "postgres.port");
  const port = existsSync(note) ? Number(readFileSync(note, "utf8")) || undefined : undefined;
  const server = await startEmbeddedPostgres({ dir, ...(port === undefined ? {} : { port }) });
  if (server.port !== port) writeFileSync(note, String(server.port));
  return { ...server, databaseUrl: server.urlOf(databaseName) };
}

/**
 * For a command that runs alone and opens no database: the settings that `npm start` gives its processes.
 * @param {string} root
 */
export function provideSettings(root) {
  loadDotEnv(root);
  const dir = dataFolder(root);
  process.env.DATA_DIR = dir;
  process.env.APP_SECRET ||= loadSecrets(dir).appSecret;
  // The settings are checked together.
  process.env.DATABASE_URL ||= "postgres://nobody@127.0.0.1:1/none";
}

/**
 * For a command that runs alone: without DATABASE_URL it uses the database of `npm start`, and starts and stops it
 * unless it is running.
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
 * When the database was created, which distinguishes it from a later one in the same folder.
 * @param {string} dataDir
 */
export function creationOf(dataDir) {
  return String(statSync(join(dataDir, "PG_VERSION")).mtimeMs);
}
