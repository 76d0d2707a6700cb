import { useEffect, useState } from "react";
import type { Find, FoundGroup } from "./commands.ts";

const waitMs = 150;

export type Found = { groups: readonly FoundGroup[]; state: "nothing" | "searching" | "found" | "failed" };

/** Searches when typing pauses. A newer text aborts the older request; its results stay until the new ones are there. */
export function useFound(find: Find, text: string): Found {
  const [found, setFound] = useState<Found>({ groups: [], state: "nothing" });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted === "") {
      setFound({ groups: [], state: "nothing" });
      return;
    }
    setFound(({ groups }) => ({ groups, state: "searching" }));
    const abort = new AbortController();
    const timer = setTimeout(() => {
      find(wanted.slice(0, 100), abort.signal).then(
        (groups) => !abort.signal.aborted && setFound({ groups, state: "found" }),
        () => !abort.signal.aborted && setFound({ groups: [], state: "failed" }),
      );
    }, waitMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [find, wanted]);
  return found;
}
