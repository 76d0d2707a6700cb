/** One scheme and one login for all of them, since a client has one password for every Sentinel. */
const list = /^(rediss?:\/\/)((?:[^@\s,/?#]*)@)?([^@\s,/?#]+(?:,[^@\s,/?#]+)*)$/;

/** `rediss://user:password@a:26379,b:26379` as one address for each Sentinel; undefined where it is no such list. */
export function sentinelUrls(text: string): string[] | undefined {
  const [, scheme, login = "", hosts = ""] = list.exec(text) ?? [];
  if (!scheme) return undefined;
  const urls = hosts.split(",").map((host) => `${scheme}${login}${host}`);
  return urls.every(isReadable) ? urls : undefined;
}

function isReadable(address: string): boolean {
  const url = URL.parse(address);
  if (!url?.hostname) return false;
  try {
    decodeURIComponent(url.username + url.password);
    return true;
  } catch {
    return false;
  }
}
