import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { now } from "#src/lib/clock.ts";

const keptDays = 30;
const keptFiles = 10_000;
/** Removed at once; the next are asked for only then, so that nothing else waits long for the disk. */
const step = 100;

/** A message has up to two files, and parts of them where a process died while it wrote. */
const ours = /^([\w-]+)\.(?:eml|json)(?:\.part)?$/;

/**
 * Removes the oldest messages of the outbox folder: those of more than 30 days ago, and what is beyond 10,000 files. The
 * names sort by time, so that of what stays only the first is looked at. Returns how many files were removed.
 */
export async function pruneOutbox(folder: string, most = keptFiles): Promise<number> {
  const names = (await namesIn(folder)).flatMap((name) => {
    const [, id] = ours.exec(name) ?? [];
    return id === undefined ? [] : [{ id, path: join(folder, name) }];
  });
  const messages = [...Map.groupBy(names, ({ id }) => id)].sort(([a], [b]) => (a < b ? -1 : 1));
  const oldest = now().getTime() - keptDays * 24 * 60 * 60_000;
  let left = names.length;
  let batch: string[] = [];
  const removeBatch = async () => {
    await Promise.all(batch.map((path) => rm(path, { force: true })));
    batch = [];
  };
  for (const [, files] of messages) {
    const paths = files.map(({ path }) => path);
    if (left <= most && !(await isBefore(paths[0], oldest))) break;
    batch.push(...paths);
    left -= paths.length;
    if (batch.length >= step) await removeBatch();
  }
  await removeBatch();
  return names.length - left;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (err) {
    // No message was ever written here.
    if (err instanceof Error && "code" in err && err.code === "ENOENT") return [];
    throw err;
  }
}

/** Also of a file that another process removed meanwhile. */
async function isBefore(path: string | undefined, time: number): Promise<boolean> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
  return found === undefined || found.mtimeMs < time;
}
