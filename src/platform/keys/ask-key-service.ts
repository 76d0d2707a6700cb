import http from "node:http";
import https from "node:https";
import { jsonOf } from "#src/lib/json-of.ts";
import { post } from "#src/platform/http/post.ts";
import { KeysClosed } from "#src/platform/keys/key-service.ts";

const withinMs = 5_000;
const maxAnswerBytes = 64 * 1024;

export type Answer = { status: number; json: unknown };

/**
 * Posts JSON, and is over in seconds. Throws `KeysClosed` where there is no answer: what was sent is in no message.
 * @param name of the service, for messages
 */
export async function askKeyService(
  name: string,
  url: URL,
  headers: Record<string, string>,
  body: string,
): Promise<Answer> {
  // A few requests at start, to a host that is not called again.
  const agent = new (url.protocol === "https:" ? https : http).Agent({ keepAlive: false });
  try {
    const { status, body: answer } = await post(url.toString(), agent, {
      headers,
      body: Buffer.from(body),
      withinMs,
      maxAnswerBytes,
    });
    return { status, json: jsonOf(answer.toString("utf8")) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "it took too long";
    throw new KeysClosed(`${name} at ${url.host} does not answer (${code}).`, { isPassing: true });
  } finally {
    agent.destroy();
  }
}
