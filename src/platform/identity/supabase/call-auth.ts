import http from "node:http";
import https from "node:https";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import { jsonOf } from "#src/lib/json-of.ts";
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
  /** Whose address the service counts, where the project lets the secret key say so; else ours. */
  ip?: string;
};

/** What the service answered: its JSON, or the name of its refusal. */
export type AuthAnswer = { status: number; json: unknown; code: string | undefined };

/** More calls at once wait for one of them. */
const maxSockets = 32;
const agents = {
  http: new http.Agent({ keepAlive: true, maxSockets }),
  https: new https.Agent({ keepAlive: true, maxSockets }),
};
/** The service lets its buckets fill up again one by one, and says nothing of when. */
const retryAfterSeconds = 30;

/**
 * Asks Supabase Auth, and is over in seconds. A refusal is an answer. Throws `unavailable` where there is none or the service has
 * a fault, and `rate_limited` where it takes no more calls: nobody may take that for a wrong password.
 */
export async function callAuth({ method, path, body, as, ip }: Call): Promise<AuthAnswer> {
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
        ...(as === "admin" && ip !== undefined ? { "sb-forwarded-for": ip } : {}),
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
  if (status === 429) {
    throw new AppError("rate_limited", "Too many people are signing in just now. Try again in a moment.", {
      retryAfterSeconds,
    });
  }
  // 401 from the gateway is a wrong key of ours, and not somebody's wrong password.
  if (status >= 500 || (status === 401 && code === undefined)) throw unexpected({ status, code }, `${method} ${path}`);
  return { status, json, code };
}

/** For an answer that is none of those that a call may have. */
export function unexpected({ status, code }: Pick<AuthAnswer, "status" | "code">, call: string): AppError {
  return away(new Error(`Supabase Auth answered ${status} ${code ?? ""} to ${call.replace(/[?].*/, "")}`));
}

function away(cause: unknown): AppError {
  return new AppError("unavailable", "Signing in is not possible just now. Try again in a moment.", { cause });
}

function codeIn(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  if ("code" in json && typeof json.code === "string") return json.code;
  return "error_code" in json && typeof json.error_code === "string" ? json.error_code : undefined;
}
