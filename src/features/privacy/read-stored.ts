import type { StoredAnswer } from "#src/features/privacy/schema.ts";
import { areas } from "#src/platform/personal-data/personal-data.ts";

/** What is stored about people, in words: for what, who sees it, how long. Each purpose once. */
export async function readStored(): Promise<StoredAnswer> {
  return {
    areas: Object.entries(areas).map(([title, tables]) => {
      const told = Object.values(tables)
        .filter(({ people, goes, keeps }) => people.length > 0 && (goes !== undefined || keeps !== undefined))
        .map(({ purpose, seenBy, keptFor }) => ({ purpose, seenBy, keptFor }));
      return { title, items: [...new Map(told.map((item) => [item.purpose, item])).values()] };
    }),
  };
}
