import { toast } from "#src/ui/toast.tsx";
import { achievementStrings as strings } from "./achievement-strings.ts";

type Kind = "competency" | "category" | "framework";
export type Achievement = { kind: Kind; name: string };
type Unlocked = { id: string; occurredAt: string; data: Achievement };

/** One signature may complete a competency, its category and the framework: they arrive together and are one moment. */
const togetherMs = 500;
/** What a window hears of later, it did not see happen; the notification tells of it. */
const freshMs = 2 * 60_000;
const readingMs = 8_000;
const toldKey = "achievements.told";
const rank: Record<Kind, number> = { framework: 0, category: 1, competency: 2 };

let waiting: Achievement[] = [];

/** Tells a student who is looking that something of theirs was completed, once, in one of their windows. */
export function tellAchievement({ id, occurredAt, data }: Unlocked): void {
  if (document.visibilityState !== "visible" || Date.now() - Date.parse(occurredAt) > freshMs) return;
  if (!isFirst(id)) return;
  waiting.push(data);
  if (waiting.length > 1) return;
  setTimeout(() => {
    const { title, description } = sayAchievements(waiting);
    waiting = [];
    toast.success(title, { ...(description ? { description } : {}), durationMs: readingMs });
  }, togetherMs);
}

/** The greatest in the title, the others below it. */
export function sayAchievements(achievements: readonly Achievement[]): { title: string; description?: string } {
  const [greatest, ...others] = [...achievements].sort((a, b) => rank[a.kind] - rank[b.kind]);
  if (!greatest) throw new Error("nothing was completed");
  const title = strings.completed[greatest.kind](greatest.name);
  return others.length === 0 ? { title } : { title, description: strings.also(others.map(({ name }) => name)) };
}

/** Ids increase, so the last one that any window told says it of all before. */
function isFirst(id: string): boolean {
  try {
    if (Number(id) <= Number(localStorage.getItem(toldKey) ?? 0)) return false;
    localStorage.setItem(toldKey, id);
  } catch {
    // Without storage, two windows may both tell.
  }
  return true;
}
