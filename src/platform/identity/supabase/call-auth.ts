import http from "node:http";
import https from "node:https";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { post } from "#src/platform/http/post.ts";

const withinMs = 8_000;
/** A page of people is the largest answer. */
const maxAnswerBytes = 4 * 1024 * 1024;
/** The version of the error format whose codes are names. */
const apiVersion = "2024-01-01";

type Call = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: string;
  body?: object;
  /** With whose rights: of the project's secret key, of a person by their access token, or of anybody. */
  as: "admin" | "anybody" | { accessToken: string };
};

/** What the service answered: its JSON, or the name of its refusal. */
export type AuthAnswer = { status: number; json: unknown; code: string | undefined };

const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };

/**
 * Asks Supabase Auth, and is over in seconds. A refusal is an answer. Throws `unavailable` where there is none, or where the
 * service has a fault or takes no more calls: nobody may take that for a wrong password.
 */
export async function callAuth({ method, path, body, as }: Call): Promise<AuthAnswer> {
  const auth = config.supabaseAuth;
  if (!auth) throw new Error("Supabase Auth is not set up");
  const key = as === "admin" ? auth.secretKey : auth.publicKey;
  const bearer = typeof as === "object" ? as.accessToken : key;
  const { status, body: answer } = await post(
    `${auth.url}${path}`,
    auth.url.startsWith("https:") ? agents.https : agents.http,
    {
      method,
      headers: {
        apikey: key,
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        "x-supabase-api-version": apiVersion,
      },
      body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
      withinMs,
      maxAnswerBytes,
    },
  ).catch((cause) => {
    throw away(cause);
  });
  const json = jsonOf(answer.toString("utf8"));
  const code = codeIn(json);
  // 401 from the gateway is a wrong key of ours, and not somebody's wrong password.
  const isOurs = status === 429 || status >= 500 || (status === 401 && code === undefined);
  if (isOurs)
    throw away(new Error(`Supabase Auth answered ${status} ${code ?? ""} to ${method} ${path.replace(/[?].*/, "")}`));
  return { status, json, code };
}

function away(cause: unknown): AppError {
  return new AppError("unavailable", "Signing in is not possible just now. Try again in a moment.", { cause });
}

function codeIn(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  if ("code" in json && typeof json.code === "string") return json.code;
  return "error_code" in json && typeof json.error_code === "string" ? json.error_code : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
