import { createPrivateKey, sign } from "node:crypto";

export type VapidKeys = { publicKey: string; privateKey: string; subject: string };

/** A push service takes at most a day; its clock may differ from ours. */
const validForSeconds = 12 * 60 * 60;

/** The header by which a push service knows who sends (RFC 8292): a token for its origin, and the key that signed it. */
export function vapidHeader(endpoint: string, { publicKey, privateKey, subject }: VapidKeys, at: Date): string {
  const point = Buffer.from(publicKey, "base64url");
  const key = createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
      d: privateKey,
    },
  });
  const claims = {
    aud: new URL(endpoint).origin,
    exp: Math.floor(at.getTime() / 1000) + validForSeconds,
    sub: subject,
  };
  const signed = [{ typ: "JWT", alg: "ES256" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" });
  return `vapid t=${signed}.${signature.toString("base64url")}, k=${publicKey}`;
}
