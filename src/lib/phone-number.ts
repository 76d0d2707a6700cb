/** Why what was typed is no number at which SMS can arrive. */
export type NumberFault = "no-country" | "wrong-length" | "unknown-country" | "not-a-number";

/**
 * The country codes that are assigned to countries (ITU-T E.164). Those of networks without a country (satellites, shared
 * cost, premium rate) are left out: an SMS to them is dear, and no person has one.
 */
const countryCode =
  /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|21[1-368]|2[2-6]\d|29[0179]|3[578]\d|42[013]|50\d|59\d|67[02-9]|68\d|69[0-2]|85[0-3569]|856|880|886|96[0-8]|97[0-7]|99[2-68])/;

/** A number as people write it, in E.164: with its country code, after + or 00. */
export function parsePhoneNumber(typed: string): { number: string } | { fault: NumberFault } {
  const text = typed
    .normalize("NFKC")
    // Marks of direction come along where a number is copied.
    .replace(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "")
    .trim();
  if (!/^\+?[\d\s\-‐‑–./()]+$/.test(text)) return { fault: "not-a-number" };
  // "+44 (0)20": the zero is dialled within the country only.
  const plain = text.replace(/^((?:\+|00)[\d\s]*)\(0\)/, "$1").replace(/[^\d+]/g, "");
  const digits = /^(?:\+|00)([1-9]\d*)$/.exec(plain)?.[1];
  if (digits === undefined) return { fault: "no-country" };
  if (!countryCode.test(digits)) return { fault: "unknown-country" };
  if (digits.length < 7 || digits.length > 15 || (digits.startsWith("1") && digits.length !== 11)) {
    return { fault: "wrong-length" };
  }
  return { number: `+${digits}` };
}

/** "+44 7700900123" */
export function showPhoneNumber(number: string): string {
  const digits = number.slice(1);
  const code = countryCode.exec(digits)?.[0] ?? "";
  return `+${code} ${digits.slice(code.length)}`.replace("+ ", "+");
}

/** What others may see of a number: its last two digits. */
export function maskedPhoneNumber(number: string): string {
  return `••• ${number.slice(-2)}`;
}
