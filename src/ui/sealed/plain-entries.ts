import type { Entry } from "./sealing.ts";

/** What versions before wrote as it is, by the name in storage: it is sealed once, and removed there. */
const perPerson = /^(?:assessment-(?:draft|batch) (\S+) |assessment-outbox (\S+)$|recents\.(\S+)$)/;
const perTab = /^(evidence:|review:|feedback:|report-draft:|deploy\.|framework-import\.|listed-work$|came-by$)/;

export type PlainEntry = Entry & { userId: string };

export function plainOwnerOf(name: string): string | undefined {
  const [, draft, outbox, recents] = perPerson.exec(name) ?? [];
  return draft ?? outbox ?? recents;
}

export function isPlainOfTab(name: string): boolean {
  return perTab.test(name);
}

/** What all tabs share, of whomever. */
export function listPlain(storage: Storage): PlainEntry[] {
  return Object.keys(storage).flatMap((name) => {
    const userId = plainOwnerOf(name);
    return userId === undefined ? [] : [{ userId, name, text: storage.getItem(name) ?? "" }];
  });
}

/** What this tab has, which belongs to whoever is signed in. */
export function listPlainOfTab(storage: Storage): Entry[] {
  return Object.keys(storage)
    .filter(isPlainOfTab)
    .map((name) => ({ name, text: storage.getItem(name) ?? "" }));
}
