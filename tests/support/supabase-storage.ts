import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

type Bucket = {
  id: string;
  name: string;
  public: boolean;
  file_size_limit: number | null;
  allowed_mime_types: string[] | null;
};

/** Storage says what a refusal is in its body alone; the status is 400. */
class Refusal extends Error {
  readonly body: object;

  constructor(statusCode: string, code: string, message: string) {
    super(message);
    this.body = { statusCode, code, error: code, message };
  }
}

const notFound = () => new Refusal("404", "NoSuchBucket", "Bucket not found");

/**
 * The buckets of Supabase's Storage as its contract has them (the routes `/bucket` of supabase/storage), in memory. With the
 * public key it acts as under row level security without policies: it shows nothing and lets nothing be made.
 * @param projectLimit the largest object of the project, in bytes
 */
export async function startSupabaseStorage({ projectLimit = Number.POSITIVE_INFINITY } = {}) {
  const keys = { publishable: `sb_publishable_${randomUUID()}`, secret: `sb_secret_${randomUUID()}` };
  const buckets = new Map<string, Bucket>();
  const asked: string[] = [];
  /** Whether changes are answered as made, and are not. */
  let forgets = false;

  function rulesIn(body: Partial<Bucket>): Partial<Bucket> {
    if ((body.file_size_limit ?? 0) > projectLimit) {
      throw new Refusal("413", "EntityTooLarge", "The object exceeded the maximum allowed size");
    }
    const given = Object.entries(body).filter(([name]) => /^(public|file_size_limit|allowed_mime_types)$/.test(name));
    return Object.fromEntries(given);
  }

  function answer(method: string | undefined, id: string, body: Partial<Bucket>, isAdmin: boolean): object {
    const known = isAdmin ? buckets.get(id) : undefined;
    if (method === "GET" && known) return known;
    if (method === "PUT" && known) {
      const rules = rulesIn(body);
      if (!forgets) Object.assign(known, rules);
      return { message: "Successfully updated" };
    }
    if (method !== "POST" || id) throw notFound();
    const name = body.name ?? "";
    if (!isAdmin) throw new Refusal("403", "AccessDenied", "new row violates row-level security policy");
    if (buckets.has(name)) throw new Refusal("409", "ResourceAlreadyExists", "The resource already exists");
    const made = { id: name, name, public: false, file_size_limit: null, allowed_mime_types: null, ...rulesIn(body) };
    buckets.set(name, made);
    return { name };
  }

  const server = http.createServer(async (request, response) => {
    const reply = (status: number, body: object) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const [, id = ""] = /^\/storage\/v1\/bucket(?:\/([^/]+))?$/.exec(request.url ?? "") ?? [];
    if (!request.url?.startsWith("/storage/v1/bucket")) return reply(404, { message: "no Route matched" });
    const { apikey, authorization } = request.headers;
    // The gateway in front of Storage takes the keys of the project alone.
    if (!Object.values(keys).some((key) => key === apikey)) return reply(401, { message: "Invalid API key" });
    const body = request.headers["content-type"] ? ((await json(request)) as Partial<Bucket>) : {};
    asked.push(`${request.method} ${request.url}`);
    try {
      reply(200, answer(request.method, decodeURIComponent(id), body, authorization === `Bearer ${keys.secret}`));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply(400, error.body);
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    buckets,
    asked,
    forget() {
      forgets = true;
    },
    stop: () => new Promise((stopped) => server.close(stopped)),
  };
}
