import { createCipheriv } from "node:crypto";

/** As `cost` of passwords.ts. */
const parameters = "v=1,n=14,r=16,p=1";
const keyBytes = 32;
/** Any text serves, since the derived key is what nobody knows. */
const signerKey = Buffer.alloc(64);

/**
 * A stored hash in a form that Supabase Auth takes for a new person, so that their password goes on working: Firebase's
 * scrypt, which enciphers a public text under the derived key. The key is the beginning of ours, since scrypt makes a longer key
 * from the start of a shorter one.
 *
 * @param passwordHash as `hashPassword` makes it
 */
export function authHashOf(passwordHash: string): string {
  const [salt = "", key = ""] = passwordHash.split(":");
  const derived = Buffer.from(key, "hex").subarray(0, keyBytes);
  const sealed = createCipheriv("aes-256-ctr", derived, Buffer.alloc(16)).update(signerKey);
  const [saltText, signer, hash] = [Buffer.from(salt), signerKey, sealed].map((bytes) => bytes.toString("base64"));
  return `$fbscrypt$${parameters},sk=${signer}$${saltText}$${hash}`;
}
