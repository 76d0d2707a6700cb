/**
 * What one person typed, sealed for the storage of their browser: AES-GCM (NIST SP 800-38D) under a key that scripts can use
 * and not read, and under a name (HMAC) that says neither whose nor of what it is.
 */
export type PersonKeys = { sealing: CryptoKey; naming: CryptoKey };
export type SealedEntry = {
  id: string;
  /** When it was written, in milliseconds since 1970. */
  at: number;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
};
export type Entry = { name: string; text: string };

/** Of a page that is not from a safe origin, such as plain http elsewhere than on this machine, there is none. */
export function canSeal(): boolean {
  return typeof indexedDB !== "undefined" && typeof crypto.subtle !== "undefined";
}

export async function makeKeys(): Promise<PersonKeys> {
  const [sealing, naming] = await Promise.all([
    crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]),
    crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  ]);
  return { sealing, naming };
}

/** Stands for a person's id where the browser stores. */
export async function ownerOf(userId: string): Promise<string> {
  return hexOf(await crypto.subtle.digest("SHA-256", bytesOf(userId)));
}

export async function idOf({ naming }: PersonKeys, name: string): Promise<string> {
  return hexOf(await crypto.subtle.sign("HMAC", naming, bytesOf(name)));
}

export async function seal(keys: PersonKeys, entry: Entry, at: number): Promise<SealedEntry> {
  const id = await idOf(keys, entry.name);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt(algorithmOf(iv, id, at), keys.sealing, bytesOf(JSON.stringify(entry)));
  return { id, at, iv, data };
}

/** Undefined if it is of another key, or was changed or moved to another place. */
export async function open(keys: PersonKeys, { id, at, iv, data }: SealedEntry): Promise<Entry | undefined> {
  try {
    const plain = await crypto.subtle.decrypt(algorithmOf(iv, id, at), keys.sealing, data);
    // Only `seal` makes what opens under this key.
    return JSON.parse(new TextDecoder().decode(plain)) as Entry;
  } catch {
    return undefined;
  }
}

function algorithmOf(iv: Uint8Array<ArrayBuffer>, id: string, at: number): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: bytesOf(`${id} ${at}`) };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
