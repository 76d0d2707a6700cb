import http from "node:http";
import https from "node:https";
import { z } from "zod";
import { jsonOf } from "#src/lib/json-of.ts";
import { storedType } from "#src/platform/files/disks.ts";
import { post } from "#src/platform/http/post.ts";
import { sealedSize } from "#src/platform/sealed/content.ts";

export type BucketRules = {
  isPublic: boolean;
  /** Of an object, in bytes; null where the limit of the project alone holds. */
  sizeLimit: number | null;
  /** Null allows all. */
  types: readonly string[] | null;
};

export type MadeBucket = {
  /** Undefined where there was none. */
  before: BucketRules | undefined;
  now: BucketRules;
  /** What the bucket should hold; more than the project allows where `now` has no limit. */
  largestBytes: number;
};

type Storage = { storageUrl: string; secretKey: string };
type Limits = { maxFileBytes: number; personFilesBytes: number };

const withinMs = 15_000;
const maxAnswerBytes = 64 * 1024;
/** What an archive of a person has beside their files. */
const recordBytes = 256 * 1024 * 1024;

/**
 * Makes the private bucket, or mends the rules of one that is there; called again it changes nothing. It takes sealed content
 * alone, and of that as much as the largest that is stored, which is the archive of a person. Throws where Storage refuses the key, is away
 * or leaves the rules as they were.
 */
export async function makeBucket(
  storage: Storage,
  name: string,
  { maxFileBytes, personFilesBytes }: Limits,
): Promise<MadeBucket> {
  const largestBytes = sealedSize(Math.max(maxFileBytes, personFilesBytes + recordBytes));
  const before = await readBucket(storage, name);
  const wanted = { isPublic: false, sizeLimit: largestBytes, types: [storedType] };
  if (before && isSame(before, wanted)) return { before, now: before, largestBytes };
  const write = (rules: BucketRules) => writeBucket(storage, name, rules, before ? "PUT" : "POST");
  // The limit of the project is not to be read with this key, and a bucket may have none above it.
  const isTooLarge = !(await write(wanted));
  const kept = isTooLarge ? { ...wanted, sizeLimit: null } : wanted;
  if (isTooLarge && !(before && isSame(before, kept)) && !(await write(kept))) {
    throw new Error("Storage refuses a bucket without a limit as too large");
  }
  const now = await readBucket(storage, name);
  if (!now || !isSame(now, kept)) throw new Error(`Storage did not keep the rules of the bucket ${name}`);
  return { before, now, largestBytes };
}

/** In what the rules of a bucket differ from others, in words. */
export function differences(from: BucketRules, to: BucketRules): string[] {
  const found: string[] = [];
  if (from.isPublic !== to.isPublic) found.push(from.isPublic ? "it was public" : "it was private");
  if (from.sizeLimit !== to.sizeLimit) found.push(`it took ${sizeInWords(from.sizeLimit)}`);
  if (!isSameList(from.types, to.types)) found.push(`it took ${typesInWords(from.types)}`);
  return found;
}

export function sizeInWords(sizeLimit: number | null): string {
  return sizeLimit === null ? "objects as large as the project allows" : `objects of at most ${sizeLimit} bytes`;
}

export function typesInWords(types: readonly string[] | null): string {
  return types === null ? "every type" : types.join(", ");
}

const bucketAnswer = z.object({
  public: z.boolean().nullish(),
  file_size_limit: z.number().nullish(),
  allowed_mime_types: z.array(z.string()).nullish(),
});

async function readBucket(storage: Storage, name: string): Promise<BucketRules | undefined> {
  const answer = await ask(storage, "GET", `/bucket/${encodeURIComponent(name)}`);
  if (answer.refusal === "404") return undefined;
  if (answer.refusal !== undefined) throw unexpected(answer, "GET");
  const bucket = bucketAnswer.parse(answer.json);
  const types = bucket.allowed_mime_types ?? [];
  return {
    isPublic: bucket.public ?? false,
    sizeLimit: bucket.file_size_limit ?? null,
    // An empty list is no rule to Storage.
    types: types.length === 0 ? null : types,
  };
}

/** False where the project allows no such size. */
async function writeBucket(
  storage: Storage,
  name: string,
  { isPublic, sizeLimit, types }: BucketRules,
  method: "POST" | "PUT",
): Promise<boolean> {
  const rules = { public: isPublic, file_size_limit: sizeLimit, allowed_mime_types: types };
  const answer = await (method === "PUT"
    ? ask(storage, method, `/bucket/${encodeURIComponent(name)}`, rules)
    : ask(storage, method, "/bucket", { id: name, name, ...rules }));
  if (answer.refusal === "413") return false;
  if (answer.refusal !== undefined) throw unexpected(answer, method);
  return true;
}

type Answer = { status: number; json: unknown; refusal: string | undefined };

async function ask(
  { storageUrl, secretKey }: Storage,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: object,
): Promise<Answer> {
  const agent = new (storageUrl.startsWith("https:") ? https : http).Agent();
  const { status, body: bytes } = await post(`${storageUrl}${path}`, agent, {
    method,
    headers: {
      apikey: secretKey,
      authorization: `Bearer ${secretKey}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    body: Buffer.from(body ? JSON.stringify(body) : ""),
    withinMs,
    maxAnswerBytes,
  }).catch((cause) => {
    throw new Error(`Storage cannot be reached at ${new URL(storageUrl).origin}`, { cause });
  });
  const json = jsonOf(bytes.toString("utf8"));
  return { status, json, refusal: status === 200 ? undefined : refusalIn(json) };
}

/** Storage answers most refusals with the status 400, and says in the body which it is. */
function refusalIn(json: unknown): string {
  const said = z.object({ statusCode: z.union([z.string(), z.number()]) }).safeParse(json);
  return said.success ? String(said.data.statusCode) : "unknown";
}

function unexpected({ status, refusal }: Answer, call: string): Error {
  if (status === 401 || refusal === "401" || refusal === "403") {
    return new Error(
      "Storage refused SUPABASE_SERVICE_ROLE_KEY: it must be the secret (or service_role) key of the project",
    );
  }
  return new Error(`Storage answered ${status} (${refusal}) to ${call} of the bucket`);
}

function isSame(a: BucketRules, b: BucketRules): boolean {
  return differences(a, b).length === 0;
}

function isSameList(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === b || (a !== null && b !== null && a.toSorted().join() === b.toSorted().join());
}
