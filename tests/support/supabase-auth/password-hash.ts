import { createCipheriv, scryptSync } from "node:crypto";

const form = /^\$fbscrypt\$v=1,n=(\d+),r=(\d+),p=(\d+)(?:,ss=([^,]+))?(?:,sk=([^$]+))?\$([^$]+)\$(.+)$/;
const keyBytes = 32;

/** Whether it is a hash that the admin API takes; of its three algorithms this server knows Firebase's scrypt. */
export function isPasswordHash(hash: string): boolean {
  return form.test(hash);
}

/** Firebase's scrypt: the derived key enciphers the signer key by AES-256 in counter mode, from a counter of zero. */
export function isPasswordOf(hash: string, password: string): boolean {
  const [, n = "", r = "", p = "", separator = "", signerKey = "", salt = "", key = ""] = form.exec(hash) ?? [];
  const bytes = (text: string) => Buffer.from(text, "base64");
  const derived = scryptSync(password, Buffer.concat([bytes(salt), bytes(separator)]), keyBytes, {
    N: 2 ** Number(n),
    r: Number(r),
    p: Number(p),
    maxmem: 128 * 1024 * 1024,
  });
  const cipher = createCipheriv("aes-256-ctr", derived, Buffer.alloc(16));
  return cipher.update(bytes(signerKey)).equals(bytes(key));
}
