import { createCipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

/** The browser's public key (a point of P-256) and its secret of 16 bytes. */
export type BrowserKeys = { p256dh: Buffer; auth: Buffer };

/** Of one message: never used twice. */
type Fresh = { salt: Buffer; privateKey?: Buffer };

/** What fits into one record of 4096 bytes, which is the least that a push service accepts. */
export const maxPlainBytes = 4096 - 86 - 17;

/**
 * Encrypts a message so that only the browser reads it, and not its push service (RFC 8291, with the content encoding
 * aes128gcm of RFC 8188). Throws when the browser's key is not on the curve.
 */
export function encryptForBrowser(plain: Buffer, { p256dh, auth }: BrowserKeys, fresh: Fresh = makeFresh()): Buffer {
  if (plain.length > maxPlainBytes) throw new RangeError("a push message of more than one record");
  const pair = createECDH("prime256v1");
  if (fresh.privateKey) pair.setPrivateKey(fresh.privateKey);
  else pair.generateKeys();
  const publicKey = pair.getPublicKey();
  const shared = pair.computeSecret(p256dh);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), p256dh, publicKey]);
  const keying = Buffer.from(hkdfSync("sha256", shared, auth, info, 32));
  const key = hkdfSync("sha256", keying, fresh.salt, "Content-Encoding: aes128gcm\0", 16);
  const nonce = hkdfSync("sha256", keying, fresh.salt, "Content-Encoding: nonce\0", 12);
  const cipher = createCipheriv("aes-128-gcm", Buffer.from(key), Buffer.from(nonce));
  const recordBytes = Buffer.alloc(4);
  recordBytes.writeUInt32BE(4096);
  return Buffer.concat([
    fresh.salt,
    recordBytes,
    Buffer.from([publicKey.length]),
    publicKey,
    cipher.update(plain),
    // 2 marks the last record.
    cipher.update(Buffer.from([2])),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

function makeFresh(): Fresh {
  return { salt: randomBytes(16) };
}
