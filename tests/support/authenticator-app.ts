import { now } from "#src/lib/clock.ts";
import { base32, totpCode, totpStep } from "#src/platform/identity/totp.ts";
import type { Answer } from "./visitor.ts";

type Poster = { post(path: string, body?: unknown): Promise<Answer> };

/** An authenticator app that shows the codes of one secret. */
export type App = { code(away?: number): string };

/** The app of a secret in base32. */
export function appOf(secret: string): App {
  const bytes = bytesOf(secret);
  return { code: (away = 0) => totpCode(bytes, totpStep(now()) + away) };
}

/** Sets an app up for whoever is signed in there. */
export async function enrol(visitor: Poster): Promise<{ app: App; codes: string[] }> {
  const started = await visitor.post("/api/me/factors/totp");
  if (started.status !== 200) throw new Error(`starting answered ${started.status}: ${JSON.stringify(started.body)}`);
  const app = appOf(String(started.body.secret));
  const confirm = () =>
    visitor.post("/api/me/factors/totp/confirm", { enrolment: started.body.enrolment, code: app.code(-1) });
  const step = totpStep(now());
  let confirmed = await confirm();
  // The oldest code that is accepted, so that the later ones are left: too old if a step ended meanwhile.
  if (confirmed.status === 422 && totpStep(now()) !== step) confirmed = await confirm();
  if (confirmed.status !== 200) throw new Error(`confirming answered ${confirmed.status}`);
  return { app, codes: Array.isArray(confirmed.body.recoveryCodes) ? confirmed.body.recoveryCodes : [] };
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytesOf(text: string): Buffer {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  if (base32(bytes) !== text) throw new Error(`${text} is not base32`);
  return bytes;
}
