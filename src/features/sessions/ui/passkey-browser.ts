import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";

/** The browser's part of passkeys. Loaded with the first use. */

type Options = Readonly<Record<string, unknown>>;

/** Fails where the person stops it, and where the device has a passkey of theirs already (`InvalidStateError`). */
export async function makePasskey(options: Options): Promise<object> {
  // Made by the server's library, and passed on unchanged.
  const { clientExtensionResults: _, ...passkey } = await startRegistration({
    optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON,
  });
  return passkey;
}

/** With `autofill` nothing is shown until the person chooses a passkey in a field that offers them. */
export async function signWithPasskey(options: Options, { autofill = false } = {}): Promise<object> {
  const { clientExtensionResults: _, ...passkey } = await startAuthentication({
    optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON,
    useBrowserAutofill: autofill,
  });
  return passkey;
}

export function isKnownAlready(error: unknown): boolean {
  return error instanceof Error && error.name === "InvalidStateError";
}

/** Takes back what the browser was asked for last, such as offering passkeys in a field that is gone. */
export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony();
}
