import { api } from "#src/client/api.ts";
import type { SignInAnswer } from "./sign-in-answer.ts";

/** Signing in with passkeys. The browser's part is loaded with the first of them. */

type Asked = { challengeId: string; options: Record<string, unknown> };
const browser = () => import("#src/features/sessions/ui/passkey-browser.ts");
const post = <Answer>(path: string, body: object) => api<Answer>(path, { method: "POST", body });

/** The second step of a sign-in. Fails with what the browser throws where the person stops it. */
export async function proveByPasskey(
  challengeId: string,
  choices: { remember: boolean; shared: boolean },
): Promise<SignInAnswer> {
  const { options } = await post<Asked>("/api/auth/mfa/passkey", { challengeId });
  const passkey = await (await browser()).signWithPasskey(options);
  return post<SignInAnswer>("/api/auth/mfa/verify", { challengeId, passkey, ...choices });
}

type ByPasskey = { autofill?: boolean; isShared: () => boolean };

/**
 * With nothing else. With `autofill` it waits until the person chooses a passkey in the field of the address; whether the
 * device is shared is asked afterwards.
 */
export async function signInByPasskey({ autofill = false, isShared }: ByPasskey): Promise<SignInAnswer> {
  const { challengeId, options } = await post<Asked>("/api/auth/passkey/options", {});
  const passkey = await (await browser()).signWithPasskey(options, { autofill });
  return post<SignInAnswer>("/api/auth/passkey/verify", { challengeId, passkey, shared: isShared() });
}

/** Takes back that passkeys are offered in the field. */
export async function stopOffering(): Promise<void> {
  (await browser()).stopAsking();
}

/** Whether the browser offers passkeys in a field, beside its addresses and passwords. */
export async function canAutofill(): Promise<boolean> {
  const { PublicKeyCredential: credential } = window;
  return (await credential?.isConditionalMediationAvailable?.()) ?? false;
}
