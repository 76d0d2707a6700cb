/** Random bytes are fetched for many ids at once: a call for ten bytes costs as much as one for thousands. */
const pool = new Uint8Array(16 * 256);
const randomBytesOfId = 10;
let poolAt = pool.length;

/** 12 bits, as RFC 9562 section 6.2 method 1 has it; starting in the lower half leaves room to count. */
const counterLimit = 0x1000;
const counterStartMask = 0x7ff;

let lastMs = 0;
let counter = 0;

/**
 * A UUIDv7 (RFC 9562) in lower case. Ids of one process increase as text, also within a millisecond and when the
 * clock steps back. It reads the machine's time and not the program's clock: a test that sets the time must not
 * make ids that later ones could never exceed.
 */
export function newId(): string {
  if (poolAt + randomBytesOfId > pool.length) {
    crypto.getRandomValues(pool);
    poolAt = 0;
  }
  const start = poolAt;
  poolAt += randomBytesOfId;
  const byte = (offset: number) => pool[start + offset] ?? 0;

  const ms = Date.now();
  if (ms > lastMs) {
    lastMs = ms;
    counter = ((byte(8) << 8) | byte(9)) & counterStartMask;
  } else {
    counter += 1;
    if (counter === counterLimit) {
      lastMs += 1;
      counter = 0;
    }
  }
  const time = lastMs.toString(16).padStart(12, "0");
  const variant = (0x80 | (byte(0) & 0x3f)).toString(16);
  let tail = "";
  for (let offset = 2; offset < 8; offset += 1) tail += hex[byte(offset)];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${variant}${hex[byte(1)]}-${tail}`;
}

const hex = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, "0"));
