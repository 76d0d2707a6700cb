import http from "node:http";
import https from "node:https";
import { z } from "zod";
import { post, waitMsOf } from "#src/platform/http/post.ts";
import type { Sms, SmsOutcome, Texter } from "#src/platform/sms/texter.ts";

export type SmsAccount = {
  /** Where the API is, without its path. */
  apiUrl: string;
  accountSid: string;
  authToken: string;
  /** A number, a name of letters, or the id of a messaging service ("MG…"). */
  from: string;
};

/**
 * Hands SMS to Twilio, or to a service with its API. The address is the operator's own, so it may be within their network,
 * as that of a mail server may.
 */
export class TwilioTexter implements Texter {
  readonly #account: SmsAccount;
  readonly #withinMs: number;
  readonly #agent: http.Agent;

  constructor(account: SmsAccount, { withinMs = 10_000 } = {}) {
    this.#account = account;
    this.#withinMs = withinMs;
    this.#agent = account.apiUrl.startsWith("https:")
      ? new https.Agent({ keepAlive: true })
      : new http.Agent({ keepAlive: true });
  }

  async send({ id, to, text }: Sms): Promise<SmsOutcome> {
    const { apiUrl, accountSid, authToken, from } = this.#account;
    const form = new URLSearchParams({
      To: to,
      ...(/^MG[0-9a-f]{32}$/i.test(from) ? { MessagingServiceSid: from } : { From: from }),
      Body: text,
    });
    try {
      const { status, headers, body } = await post(
        `${apiUrl}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`,
        this.#agent,
        {
          headers: {
            accept: "application/json",
            authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`,
            "content-type": "application/x-www-form-urlencoded",
            // Twilio itself promises nothing for it here; services that know it do not send twice.
            "i-twilio-idempotency-token": id,
          },
          body: Buffer.from(form.toString()),
          withinMs: this.#withinMs,
        },
      );
      return outcomeOf(status, codeIn(body), headers["retry-after"]);
    } catch (error) {
      // The error's own message may hold the address that the operator set.
      const code = Object(error).code;
      const words = `the SMS service could not be reached${typeof code === "string" ? ` (${code})` : ""}`;
      return { kind: "later", why: words, afterMs: 0 };
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** https://www.twilio.com/docs/api/errors: 21610 answers a STOP; the others are about numbers that get no SMS. */
const stopped = 21610;
const invalid: readonly number[] = [21211, 21214, 21217, 21614, 21635];
/** The service's own queue for our number is full. */
const full = 21611;

/** What an answer means. Its text is not passed on: the number stands in it. */
export function outcomeOf(status: number, code: number | undefined, retryAfter: string | undefined): SmsOutcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  const why = `the SMS service answered ${status}${code === undefined ? "" : ` (${code})`}`;
  if (status === 408 || status === 429 || status >= 500 || code === full) {
    return { kind: "later", why, afterMs: waitMsOf(retryAfter) };
  }
  // Only of an answer about the message: a wrong password says nothing of the number.
  if (status === 400 && code === stopped) return { kind: "refused", why, number: "STOPPED" };
  if (status === 400 && code !== undefined && invalid.includes(code))
    return { kind: "refused", why, number: "INVALID" };
  return { kind: "refused", why };
}

const fault = z.object({ code: z.number().int() });

function codeIn(body: Buffer): number | undefined {
  try {
    return fault.safeParse(JSON.parse(body.toString())).data?.code;
  } catch {
    return undefined;
  }
}
