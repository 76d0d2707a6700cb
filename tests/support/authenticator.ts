import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/**
 * An authenticator for passkeys, as WebAuthn's documents describe one: it makes ES256 keys, signs for the origin that it is
 * told, counts its signatures, and can be copied or lied about.
 */
export type Authenticator = {
  create(options: unknown, over?: Over): object;
  get(options: unknown, over?: Over): object;
  /** How often it has signed. */
  counter: number;
};

type Over = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  /** Without a PIN, a face or a finger. */
  isUnverified?: boolean;
  userHandle?: string;
};
type Options = { challenge: string; rp?: { id: string }; rpId?: string; user?: { id: string } };

const origin = "http://localhost:3000";

export function makeAuthenticator({ ownOrigin = origin } = {}): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(16);
  let userHandle = "";
  const authenticator: Authenticator = {
    counter: 0,
    create(given, over = {}) {
      const options = given as Options;
      userHandle = options.user?.id ?? "";
      const rpId = over.rpId ?? options.rp?.id ?? "";
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, coseKey(publicKey)]);
      const data = authenticatorData(rpId, authenticator.counter, over, attested);
      return {
        ...envelope(id),
        response: {
          clientDataJSON: clientData(over.type ?? "webauthn.create", options, over, ownOrigin),
          attestationObject: b64(
            cborMap([
              ["fmt", cborText("none")],
              ["attStmt", Buffer.from([0xa0])],
              ["authData", cborBytes(data)],
            ]),
          ),
          transports: ["internal"],
        },
      };
    },
    get(given, over = {}) {
      const options = given as Options;
      authenticator.counter += 1;
      const data = authenticatorData(over.rpId ?? options.rpId ?? "", authenticator.counter, over);
      const clientDataJSON = clientData(over.type ?? "webauthn.get", options, over, ownOrigin);
      const hash = createHash("sha256").update(Buffer.from(clientDataJSON, "base64url")).digest();
      return {
        ...envelope(id),
        response: {
          clientDataJSON,
          authenticatorData: b64(data),
          signature: b64(
            createSign("sha256")
              .update(Buffer.concat([data, hash]))
              .sign(privateKey),
          ),
          userHandle: over.userHandle ?? userHandle,
        },
      };
    },
  };
  return authenticator;
}

function envelope(id: Buffer) {
  return { id: b64(id), rawId: b64(id), type: "public-key", clientExtensionResults: {} };
}

function clientData(type: string, { challenge }: Options, over: Over, ownOrigin: string): string {
  const claims = { type, challenge: over.challenge ?? challenge, origin: over.origin ?? ownOrigin, crossOrigin: false };
  return b64(Buffer.from(JSON.stringify(claims)));
}

function authenticatorData(rpId: string, counter: number, over: Over, attested?: Buffer): Buffer {
  const present = 0x01;
  const verified = over.isUnverified ? 0 : 0x04;
  const flags = present | verified | (attested ? 0x40 : 0);
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  const rpIdHash = createHash("sha256").update(rpId).digest();
  return Buffer.concat([rpIdHash, Buffer.from([flags]), count, attested ?? Buffer.alloc(0)]);
}

/** RFC 9053: an EC2 key on P-256 for ES256. */
function coseKey(key: KeyObject): Buffer {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    cborBytes(Buffer.from(x, "base64url")),
    Buffer.from([0x22]),
    cborBytes(Buffer.from(y, "base64url")),
  ]);
}

function cborMap(entries: [string, Buffer][]): Buffer {
  return Buffer.concat([
    Buffer.from([0xa0 | entries.length]),
    ...entries.flatMap(([name, value]) => [cborText(name), value]),
  ]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | text.length]), Buffer.from(text)]);
}

function cborBytes(bytes: Buffer): Buffer {
  const head = bytes.length < 24 ? [0x40 | bytes.length] : [0x58, bytes.length];
  return Buffer.concat([Buffer.from(head), bytes]);
}

function b64(bytes: Buffer): string {
  return bytes.toString("base64url");
}
