import { useDates } from "#src/ui/reader.tsx";
import { strings } from "./strings.ts";

/** "Asked Tomás Rivera yesterday", for a request that waits. */
export function useAskedWords() {
  const dates = useDates();
  return ({ assessor, at }: { assessor: string | null; at: string }) => {
    const isNear = Math.abs(dates.daysFromToday(at)) < 7;
    const relative = dates.relative(at);
    const when = isNear ? relative.charAt(0).toLocaleLowerCase(dates.locale) + relative.slice(1) : strings.on(relative);
    return strings.askedWhom(assessor, when);
  };
}
