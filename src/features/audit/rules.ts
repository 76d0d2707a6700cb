import type { Kind } from "#src/features/audit/values.ts";

export type Entry = { log: "audit" | "access"; action: string; detail: Record<string, unknown> | null };

const signIns = /^(session\.|factor\.refuse$|password\.refuse$)/;

/** What an entry is: a look, a change, something that was refused, or a sign-in that was not. */
export function kindOf({ log, action, detail }: Entry): Kind {
  if (log === "access") return detail && "refused" in detail ? "refused" : "looked";
  if (action.endsWith(".refuse")) return "refused";
  return signIns.test(action) ? "signIns" : "changed";
}

/** The number that an entry stands for, where it stands for several. */
export function countOf(detail: Entry["detail"]): number | null {
  const count = detail?.count ?? detail?.times;
  return typeof count === "number" ? count : null;
}

export function sourceOf(detail: Entry["detail"]): string | null {
  return typeof detail?.source === "string" ? detail.source : null;
}

const shownElsewhere = new Set(["count", "times", "source"]);

/** The rest of what an entry says, as lines of a name and a value; what lies deeper is joined by dots. */
export function detailLines(detail: Entry["detail"]): { name: string; value: string }[] {
  return Object.entries(detail ?? {})
    .filter(([name]) => !shownElsewhere.has(name))
    .flatMap(([name, value]) => linesOf(name, value));
}

function linesOf(name: string, value: unknown): { name: string; value: string }[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.length === 0 ? [] : [{ name, value: value.map(shown).join(", ") }];
  if (typeof value === "object") return Object.entries(value).flatMap(([key, one]) => linesOf(`${name}.${key}`, one));
  return [{ name, value: shown(value) }];
}

function shown(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const hourMs = 60 * 60_000;

/** The least id of an entry from this time on: ids begin with their time, by clocks that may differ by an hour. */
export function firstIdFrom(at: Date): string {
  const digits = Math.max(0, at.getTime() - hourMs)
    .toString(16)
    .padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}
