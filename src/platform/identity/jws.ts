import { createHmac, type KeyObject, sign, timingSafeEqual, verify } from "node:crypto";

/**
 * JSON Web Signatures in compact form (RFC 7515), as far as signed-in requests need them, after the advice of RFC 8725: the key
 * says which algorithm there is, never the token; types are explicit; what is unknown or ambiguous is refused. Our own tokens
 * are under ES256 (RFC 7518, 3.4); those of others also under RS256, or HS256 where they share a secret.
 */
export const algorithm = "ES256";

/** The keys by the `kid` that names them, or by "" where a token names none. */
export type VerifyingKeys = Pick<ReadonlyMap<string, KeyObject>, "get">;

const signatureBytes = 64;
/** Of our own; those of others carry more claims. */
const maxTokenLength = 2048;
const headerNames = new Set(["alg", "typ", "kid"]);

/** @param type of the token, which keeps those of one purpose apart from others of the same key */
export function signJws(claims: object, { keyId, key, type }: { keyId: string; key: KeyObject; type: string }): string {
  const signed = `${encode({ alg: algorithm, typ: type, kid: keyId })}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

/** The claims of a token that one of these keys signed; undefined for any other. They are not looked at here. */
export function verifyJws(
  token: string,
  keys: VerifyingKeys,
  type: string,
  maxLength = maxTokenLength,
): Record<string, unknown> | undefined {
  if (token.length > maxLength) return undefined;
  const [header, payload, signature, ...more] = token.split(".");
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return undefined;
  const key = keyFor(objectIn(header), keys, type);
  const bytes = bytesIn(signature);
  if (!key || !bytes || !isSignatureOf(Buffer.from(`${header}.${payload}`), bytes, key)) return undefined;
  return objectIn(payload);
}

/** The key id that a token names, which nobody has checked; undefined for what is no token, and "" where it names none. */
export function keyIdOf(token: string): string | undefined {
  const header = objectIn(token.slice(0, token.indexOf(".")));
  if (!header) return undefined;
  return typeof header.kid === "string" ? header.kid : "";
}

/** The one algorithm of a key; undefined for a key that signs no tokens here. */
export function algorithmOf(key: KeyObject): "ES256" | "RS256" | "HS256" | undefined {
  if (key.type === "secret") return "HS256";
  if (key.asymmetricKeyType === "rsa") return "RS256";
  return key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1" ? "ES256" : undefined;
}

/** @param signature of ES256 both numbers, each of 32 bytes, one behind the other (IEEE P1363) */
export function isSignatureOf(signed: Buffer, signature: Buffer, key: KeyObject): boolean {
  switch (algorithmOf(key)) {
    case "ES256":
      return (
        signature.length === signatureBytes && verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, signature)
      );
    case "RS256":
      return verify("sha256", signed, key, signature);
    case "HS256": {
      const expected = createHmac("sha256", key).update(signed).digest();
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    }
    default:
      return false;
  }
}

/** What a token asks for beyond these three, such as a key of its own or an extension that is critical, it does not get. */
function keyFor(header: Record<string, unknown> | undefined, keys: VerifyingKeys, type: string): KeyObject | undefined {
  if (!header || Object.keys(header).some((name) => !headerNames.has(name))) return undefined;
  if (header.typ !== type || (header.kid !== undefined && typeof header.kid !== "string")) return undefined;
  const key = keys.get(header.kid ?? "");
  return key && header.alg === algorithmOf(key) ? key : undefined;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** Of one text for each value: no padding, no other alphabet, no bits beyond the last byte. */
function bytesIn(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}

/** An object without a member twice, of which two readers might take another one. */
function objectIn(part: string): Record<string, unknown> | undefined {
  const bytes = bytesIn(part);
  if (!bytes) return undefined;
  try {
    const text = utf8.decode(bytes);
    const value: unknown = JSON.parse(text);
    return isObject(value) && countMembers(value) === countColons(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function countColons(json: string): number {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
}

function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inside = Object.values(value).reduce<number>((sum, one) => sum + countMembers(one), 0);
  return Array.isArray(value) ? inside : inside + Object.keys(value).length;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
