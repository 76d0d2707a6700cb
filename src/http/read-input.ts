import type { Context as HonoContext } from "hono";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { Exchange } from "#src/http/exchange.ts";
import type { Endpoint, InputOf, InputSchemas } from "#src/platform/http/endpoint.ts";

const defaultBodyLimitBytes = 256 * 1024;

/** Reads and checks the three parts of a request. Throws for 400, 413, 415, and 422 by Zod. */
export async function readInput(
  endpoint: Endpoint,
  c: HonoContext,
  exchange: Exchange,
): Promise<{ input: InputOf<InputSchemas>; bodyText: string }> {
  const params = endpoint.input.params ? parsed(endpoint.input.params, c.req.param(), "") : undefined;
  const query = endpoint.input.query ? parsed(endpoint.input.query, queryOf(c.req.url), "") : undefined;
  let bodyText = "";
  let body: unknown;
  if (endpoint.input.body && !endpoint.takesRawBody) {
    bodyText = await readText(exchange, endpoint.bodyLimitBytes ?? defaultBodyLimitBytes);
    body = parsed(endpoint.input.body, bodyText === "" ? {} : parseJson(bodyText), "");
  }
  return { input: { params, query, body }, bodyText };
}

function parsed(schema: z.ZodType, value: unknown, prefix: string): unknown {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  const errors = outcome.error.issues.slice(0, 50).map((issue) => ({
    path: [prefix, ...issue.path].filter((part) => part !== "").join("."),
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

async function readText(exchange: Exchange, limitBytes: number): Promise<string> {
  const bytes = await exchange.readBody(limitBytes);
  if (bytes.byteLength === 0) return "";
  const type = exchange.headers.get("content-type");
  if (!/^application\/(json|[\w.+-]+\+json)(;|$)/i.test(type ?? "")) {
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
