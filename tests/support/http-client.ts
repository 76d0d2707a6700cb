import { expectNoSealedWords } from "./no-sealed-words.ts";

export type SignedIn = { email: string; token: string; user: { id: string; role: string }; cookie: string };

const password = "demo-Competency-2026";

/** Signs in over HTTP as a person of the demo school; retries while the program restarts. */
export async function signIn(address: string, email: string): Promise<SignedIn> {
  const response = await persistently(() =>
    fetch(`${address}/api/auth/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
      signal: AbortSignal.timeout(10_000),
    }),
  );
  if (!response.ok) throw new Error(`${email}: ${response.status} ${await response.text()}`);
  return signedInBy(email, response);
}

/** New tokens for the same person; the old refresh cookie is used up. */
export async function refresh(address: string, { email, cookie }: SignedIn): Promise<SignedIn> {
  const response = await fetch(`${address}/api/auth/refresh`, { method: "POST", headers: { cookie, origin: address } });
  if (!response.ok) throw new Error(`${email}: ${response.status} ${await response.text()}`);
  return signedInBy(email, response);
}

async function signedInBy(email: string, response: Response): Promise<SignedIn> {
  const { accessToken, user } = (await response.json()) as { accessToken: string; user: SignedIn["user"] };
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return { email, token: accessToken, user, cookie };
}

/** Reads one answer; retries while the program restarts. */
export async function getJson<T>(address: string, who: SignedIn, path: string): Promise<T> {
  const response = await persistently(() =>
    fetch(`${address}${path}`, {
      headers: { authorization: `Bearer ${who.token}` },
      signal: AbortSignal.timeout(10_000),
    }),
  );
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  expectNoSealedWords(text, `the answer to GET ${path}`);
  // The caller gives the type of the answer with the path.
  return JSON.parse(text) as T;
}

/** Retries when the process or its database is down or asks to wait, with growing delays, for two minutes. */
export async function persistently(send: () => Promise<Response>): Promise<Response> {
  const until = Date.now() + 120_000;
  for (let pauseMs = 50; ; pauseMs = Math.min(1_000, pauseMs * 2)) {
    const response = await send().catch(() => undefined);
    const isAway = response === undefined || response.status >= 500 || response.status === 429;
    const isInFlight = response?.status === 409 && (await isStillRunning(response.clone()));
    if (response && !isAway && !isInFlight) return response;
    if (Date.now() > until) throw new Error(`no answer for two minutes; the last was ${response?.status}`);
    await new Promise((done) => setTimeout(done, pauseMs + Math.random() * pauseMs));
  }
}

async function isStillRunning(response: Response): Promise<boolean> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string };
  return problem.code === "in_flight";
}
