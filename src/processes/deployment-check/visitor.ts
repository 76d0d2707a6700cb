import { Fault } from "#src/processes/deployment-check/report.ts";

export type Asked = {
  method?: string;
  token?: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  form?: FormData;
  timeoutMs?: number;
};

export type Answer = {
  status: number;
  headers: Headers;
  text: string;
  bytes: Buffer;
  /** By this machine's clock, in milliseconds. */
  startedAt: number;
  endedAt: number;
};

const timeoutMs = 15_000;
/** The longest page is far smaller. */
const mostBytes = 8 * 1024 * 1024;

/** Asks one server, with a bound on the time and the size of each answer; follows no redirect. */
export class Visitor {
  readonly #base: string;

  /** @param base an address to which paths are added */
  constructor(base: string) {
    this.#base = base.replace(/\/$/, "");
  }

  async ask(path: string, asked: Asked = {}): Promise<Answer> {
    const { token, json, form } = asked;
    const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
    const startedAt = Date.now();
    const response = await fetch(this.#base + path, {
      method: asked.method ?? (body === undefined ? "GET" : "POST"),
      redirect: "manual",
      headers: {
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...asked.headers,
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(asked.timeoutMs ?? timeoutMs),
    });
    const endedAt = Date.now();
    const bytes = await readBounded(response);
    return {
      status: response.status,
      headers: response.headers,
      text: bytes.toString("utf8"),
      bytes,
      startedAt,
      endedAt,
    };
  }

  /** The JSON of an answer with this status; throws a Fault for another. The caller names its shape, which the server's tests check. */
  async json<T>(path: string, asked: Asked & { status?: number } = {}): Promise<T> {
    const answer = await this.ask(path, asked);
    if (answer.status !== (asked.status ?? 200)) throw unexpected(asked.method ?? "", path, answer);
    try {
      return JSON.parse(answer.text) as T;
    } catch {
      throw new Fault(`${pathOnly(path)} answered no JSON`);
    }
  }
}

/** Names the status and the code of the problem: its words may name people. */
export function unexpected(method: string, path: string, { status, text }: Pick<Answer, "status" | "text">): Fault {
  const [, code] = /"code":"([a-z_]{1,40})"/.exec(text) ?? [];
  return new Fault(`${`${method} ${pathOnly(path)}`.trim()} answered ${status}${code ? ` (${code})` : ""}`);
}

/** Ids and tokens are left out. */
function pathOnly(path: string): string {
  return (path.split("?")[0] ?? "").replaceAll(/\/(?=[^/]*[\d.])[^/]+/g, "/…");
}

async function readBounded(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) throw new Fault("an answer was larger than 8 MiB");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
