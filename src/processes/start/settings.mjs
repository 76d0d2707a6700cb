import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadPushKeys, loadSecrets } from "./secrets.mjs";

/**
 * The environment of web and worker.
 * @param {{ root: string, dir: string, isDev?: boolean, ownDatabaseUrl: string | undefined, makesPushKeys?: boolean }} options
 */
export function programSettings({ root, dir, isDev = false, ownDatabaseUrl, makesPushKeys = true }) {
  return {
    ...process.env,
    NODE_ENV: isDev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    // The web process decides itself what follows a rejection that nobody handles.
    ...(isDev ? {} : { NEXT_UNHANDLED_REJECTION_FILTER: "disabled" }),
    DATA_DIR: dir,
    // Each process compiles the same modules, and most of a start is that: a quarter of it is gone when they are kept.
    ...(isDev ? {} : { NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compiled") }),
    APP_SECRET: process.env.APP_SECRET || loadSecrets(dir).appSecret,
    ...(makesPushKeys || existsSync(join(dir, "push-keys")) ? pushKeys(dir) : {}),
    ...(ownDatabaseUrl ? { DATABASE_URL: ownDatabaseUrl, DIRECT_URL: "", DEMO: process.env.DEMO || "1" } : {}),
  };
}

/**
 * What web and worker are given of these settings: the addresses of the database without the owner's password, which the
 * migrations alone need. A pooler's name of the project stays behind the user: loginUrl of platform/db/client.ts keeps it.
 * @param {Record<string, string | undefined>} settings
 */
export function withoutOwner(settings) {
  const given = { ...settings };
  for (const name of ["DATABASE_URL", "DIRECT_URL", "REPLICA_URL"]) {
    const text = given[name];
    if (!text || !URL.canParse(text)) continue;
    const url = new URL(text);
    const [, ...suffix] = decodeURIComponent(url.username).split(".");
    url.username = ["nobody", ...suffix].join(".");
    url.password = "";
    for (const secret of ["user", "password"]) url.searchParams.delete(secret);
    given[name] = url.toString();
  }
  for (const name of ["PGPASSWORD", "PGPASSFILE", "PGUSER", "PGSERVICEFILE"]) delete given[name];
  return given;
}

function pushKeys(dir) {
  if (process.env.VAPID_PUBLIC_KEY || process.env.VAPID_PRIVATE_KEY) return {};
  const { publicKey, privateKey } = loadPushKeys(dir);
  return { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey };
}
