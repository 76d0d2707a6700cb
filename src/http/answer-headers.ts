import { config } from "#src/config.ts";
import { answerHeaders } from "#src/http/security-headers.ts";

/** Adds them to an answer that our own server does not send, which may have stricter ones of its own. */
export function withAnswerHeaders(response: Response): Response {
  for (const [name, value] of Object.entries(answerHeaders(config.isSecure))) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  return response;
}
