import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { config } from "#src/config.ts";
import { selectPasskey, updatePasskeyUsed } from "#src/features/sessions/factors/statements.ts";
import { isCounterBack } from "#src/features/sessions/rules.ts";
import { now } from "#src/lib/clock.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/**
 * Passkeys by WebAuthn (W3C, level 3). CBOR, COSE and signatures are @simplewebauthn/server's, which keeps no data; it is
 * loaded with the first passkey.
 *
 * Threats: a look-alike site passes a signature on (the browser signs the origin, which is compared); an answer is replayed
 * (its challenge goes with the first use); a copied authenticator (its counter goes back, which is refused and recorded); a
 * found security key (without a password, the person has to be verified by PIN or body).
 */
const library = () => import("@simplewebauthn/server");

/** EdDSA, ES256 and RS256, by their COSE numbers: what authenticators have. */
const algorithms = [-8, -7, -257];

/** Passkeys belong to a host's name; a browser refuses those of an IP address. */
export function canUsePasskeys(): boolean {
  return isIP(rpId().replace(/^\[|\]$/g, "")) === 0;
}

function rpId(): string {
  return new URL(config.appUrl).hostname;
}

function origin(): string {
  return new URL(config.appUrl).origin;
}

type Known = { id: string; transports: readonly string[] };
type Person = { id: string; name: string; email: string };

/** What the browser makes a passkey by. One that the authenticator holds already is not made again. */
export async function registrationOptions(
  user: Person,
  existing: readonly Known[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { generateRegistrationOptions } = await library();
  return generateRegistrationOptions({
    rpName: "Competency",
    rpID: rpId(),
    userID: handleOf(user.id),
    userName: user.email,
    userDisplayName: user.name,
    attestationType: "none",
    excludeCredentials: existing.map(({ id, transports }) => ({ id, transports: [...transports] })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: algorithms,
    timeout: 300_000,
  });
}

/** What the browser signs in by: with one of these passkeys, or with any that it offers to its person. */
export async function requestOptions(
  known: readonly Known[] | undefined,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const { generateAuthenticationOptions } = await library();
  return generateAuthenticationOptions({
    rpID: rpId(),
    ...(known ? { allowCredentials: known.map(({ id, transports }) => ({ id, transports: [...transports] })) } : {}),
    userVerification: known ? "preferred" : "required",
    timeout: 300_000,
  });
}

export type Registered = { id: string; publicKey: Uint8Array; signatures: number; isSynced: boolean };

/** Undefined for an answer to another challenge, from another origin, or of a person who was not verified. */
export async function verifyRegistration(
  response: RegistrationResponseJSON,
  expectedChallenge: string,
): Promise<Registered | undefined> {
  const { verifyRegistrationResponse } = await library();
  const outcome = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: origin(),
    expectedRPID: rpId(),
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
    // The library throws for whatever does not fit.
  }).catch(() => undefined);
  if (!outcome?.verified) return undefined;
  const { credential, credentialDeviceType } = outcome.registrationInfo;
  return {
    id: credential.id,
    publicKey: credential.publicKey,
    signatures: credential.counter,
    isSynced: credentialDeviceType === "multiDevice",
  };
}

export type PasskeyVerdict =
  | { kind: "right"; userId: string }
  | { kind: "wrong" }
  /** The signature is right, but the counter went back: there is a copy of the authenticator. */
  | { kind: "copied"; userId: string; schoolId: string };

/**
 * Whose passkey signed the challenge. `needsVerification`: by a PIN, a face or a finger, where the passkey is all that is
 * asked for.
 */
export async function verifyPasskey(
  tx: Tx,
  {
    response,
    expectedChallenge,
    needsVerification,
  }: {
    response: AuthenticationResponseJSON;
    expectedChallenge: string;
    needsVerification: boolean;
  },
): Promise<PasskeyVerdict> {
  const [known] = await tx.query(selectPasskey, { id: response.id });
  if (!known) return { kind: "wrong" };
  const { verifyAuthenticationResponse } = await library();
  const outcome = await verifyAuthenticationResponse({
    response,
    expectedChallenge,
    expectedOrigin: origin(),
    expectedRPID: rpId(),
    requireUserVerification: needsVerification,
    // The counter is judged below, once the signature is known to be right.
    credential: { id: response.id, publicKey: Uint8Array.from(known.publicKey), counter: 0 },
  }).catch(() => undefined);
  if (!outcome?.verified) return { kind: "wrong" };
  const { userId, schoolId } = known;
  const handle = response.response.userHandle;
  if (handle && handle !== Buffer.from(handleOf(userId)).toString("base64url")) return { kind: "wrong" };
  const { newCounter } = outcome.authenticationInfo;
  if (isCounterBack(known.signatures, newCounter)) return { kind: "copied", userId, schoolId };
  tx.send(updatePasskeyUsed, { id: response.id, signatures: newCounter, time: now() });
  return { kind: "right", userId };
}

/** What authenticators keep of a person: nothing that says who they are. */
function handleOf(userId: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHash("sha256").update(`passkey:${userId}`).digest());
}
