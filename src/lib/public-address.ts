/**
 * Whether an address that somebody gave may be called as far as its text says: https, a host by its name and in the
 * open internet, nobody's password. Where the name leads is checked when it is called (`platform/http/outside.ts`).
 */
export function isPublicAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return false;
  // The parser has brought every spelling of an IP address into one form: 0x7f.1 and 2130706433 are 127.0.0.1 here.
  return isPublicName(url.hostname);
}

/** A name of several labels, the last of which is no number and none that only one machine or network knows. */
function isPublicName(host: string): boolean {
  return /^([a-z0-9_-]+\.)+[a-z][a-z0-9-]*$/.test(host) && !ownNames.includes(host.split(".").at(-1) ?? "");
}

const ownNames = ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "onion"];
