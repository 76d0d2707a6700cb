import { createHash } from "node:crypto";
import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { Exchange } from "#src/http/exchange.ts";
import { memoryBudget, uploadBudget } from "#src/platform/http/body-budget.ts";
import type { Endpoint, Piece } from "#src/platform/http/endpoint.ts";
import { type IncomingBody, readBytes } from "#src/platform/http/incoming-body.ts";
import { isMultipart, overheadBytes, receiveUpload, removeUpload, type Upload } from "#src/platform/http/upload.ts";

const kib = 1024;
const userBodyLimitBytes = 256 * kib;
/** Passwords, tokens and addresses, from senders whom nobody knows yet. */
const publicBodyLimitBytes = 16 * kib;

/** Node ends a request after five minutes. */
const uploadTimes = { idleMs: 20_000, totalMs: 280_000 };
const smallBodyTimes = { idleMs: 10_000, totalMs: 30_000 };

export type ReadInput = {
  input: { params: unknown; query: unknown; body: unknown; upload: Upload | undefined; piece: Piece | undefined };
  /** SHA-256 over what the caller sent: the bytes of a JSON body, or an upload's file with its name and type. Empty for a read. */
  bodyHash: string;
  /** Removes what was received; to be called when the request has been handled, whatever came of it. */
  discard(): Promise<void>;
};

/** Reads and checks the parts of a request. Throws for 400, 408, 413, 415, 422 by Zod, and 429 and 503 by the budgets. */
export async function readInput(
  endpoint: Endpoint,
  c: HonoContext,
  exchange: Exchange,
  person: string,
): Promise<ReadInput> {
  const params = endpoint.input.params ? parsed(endpoint.input.params, c.req.param()) : undefined;
  const query = endpoint.input.query ? parsed(endpoint.input.query, queryOf(c.req.url)) : undefined;
  const rest = { params, query, body: undefined, upload: undefined, piece: undefined };
  const { body: schema, upload, piece } = endpoint.input;
  if (piece) return openPiece(exchange.openBody(), piece, rest, person);
  if (!schema && !upload) {
    const bodyHash = endpoint.method === "POST" ? hashOf("", c.req.url) : "";
    return { input: rest, bodyHash, discard: async () => {} };
  }
  const body = exchange.openBody();
  if (upload && (!schema || isMultipart(body))) {
    const release = uploadBudget.take(person, roomFor(body, upload.limitBytes + overheadBytes));
    try {
      const file = await receiveUpload(body, { limitBytes: upload.limitBytes, ...uploadTimes });
      const { fileName, mediaType, sha256 } = file;
      return {
        input: { ...rest, upload: file },
        bodyHash: hashOf(JSON.stringify([fileName, mediaType, sha256]), c.req.url),
        discard: () => removeUpload(file).finally(release),
      };
    } catch (error) {
      release();
      throw error;
    }
  }
  if (!schema) throw new Error("an endpoint that takes a body has a schema or an upload");
  const limitBytes =
    endpoint.bodyLimitBytes ?? (endpoint.permission === "public" ? publicBodyLimitBytes : userBodyLimitBytes);
  const room = roomFor(body, limitBytes);
  const isLarge = room > userBodyLimitBytes;
  const release = isLarge ? memoryBudget.take(person, room) : () => {};
  try {
    const bytes = await readBytes(body, { limitBytes, ...(isLarge ? uploadTimes : smallBodyTimes) });
    const value = bytes.byteLength === 0 ? {} : parseJson(textOf(bytes, body.contentType));
    return {
      input: { ...rest, body: parsed(schema, value) },
      bodyHash: hashOf(bytes, c.req.url),
      discard: async () => release(),
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** The bytes are left to the endpoint, which keeps them as they arrive. */
function openPiece(
  body: IncomingBody,
  { limitBytes, contentType }: { limitBytes: number; contentType: string },
  rest: Omit<ReadInput["input"], "piece">,
  person: string,
): ReadInput {
  if (body.contentType !== contentType) {
    throw new AppError("unsupported_media", `Send the bytes as ${contentType}.`);
  }
  const release = uploadBudget.take(person, roomFor(body, limitBytes));
  const limits = { limitBytes, ...uploadTimes };
  return { input: { ...rest, piece: { body, limits } }, bodyHash: "", discard: async () => release() };
}

function roomFor({ declaredBytes }: IncomingBody, limitBytes: number): number {
  return Math.min(declaredBytes ?? limitBytes, limitBytes);
}

function hashOf(body: string | Uint8Array, url: string): string {
  const sum = createHash("sha256").update(body);
  const start = url.indexOf("?");
  return (start < 0 ? sum : sum.update(`\n${url.slice(start)}`)).digest("base64url");
}

function parsed(schema: z.ZodType, value: unknown): unknown {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const errors = outcome.error.issues.slice(0, 50).map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
  }));
  throw new AppError("invalid", "Some values are not valid.", { errors });
}

/** A repeated parameter becomes an array, so that a schema for one value refuses it. */
function queryOf(url: string): Record<string, string | string[]> {
  const start = url.indexOf("?");
  if (start < 0) return {};
  const params = new URLSearchParams(url.slice(start + 1));
  const query: Record<string, string | string[]> = Object.create(null);
  for (const key of new Set(params.keys())) {
    const values = params.getAll(key);
    query[key] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return query;
}

function textOf(bytes: Uint8Array, contentType: string): string {
  if (!/^application\/(json|[\w.+-]+\+json)(;|$)/i.test(contentType)) {
    throw new AppError("unsupported_media", "Send the body as application/json.");
  }
  try {
    return strictUtf8.decode(bytes);
  } catch (cause) {
    throw new AppError("malformed", "The body is not valid UTF-8.", { cause });
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw new AppError("malformed", "The body is not valid JSON.", { cause });
  }
}
