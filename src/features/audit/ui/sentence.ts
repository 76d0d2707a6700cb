import type { AuditLine } from "#src/features/audit/schema.ts";
import { actWords, strings } from "./admin-strings.ts";

/** What an entry says in one line. */
export function sentenceOf({
  kind,
  what,
  count,
  record,
}: Pick<AuditLine, "kind" | "what" | "count" | "record">): string {
  if (what === "several") return `${strings.refusedSeveral}, ${strings.times(count ?? 1)}`;
  const refused = /^(GET|POST|PUT|PATCH|DELETE) \//.exec(what);
  if (refused) return refused[1] === "GET" ? strings.refusedLook : strings.refusedChange;
  if (kind === "looked") return strings.looked(count === null ? what : `${what}, ${strings.people(count)}`);
  const known = knownWords(what);
  const words = known ?? codeWords(what);
  if (kind === "refused" && count !== null) return `${words}, ${strings.times(count)}`;
  return record && known === undefined ? `${words} (${record.type.replaceAll("_", " ")})` : words;
}

function knownWords(code: string): string | undefined {
  const [thing = "", ...act] = code.split(".");
  return actWords[thing]?.[act.join(".")];
}

/** "framework_migration.move_student" as words: "Framework migration: move student". */
function codeWords(code: string): string {
  const words = code.replace(".", ": ").replaceAll(/[._-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export type Look = { id: string; at: string; what: string; reader: string };

/** Looks of one reader within ten minutes of each other, newest first, are one visit. */
export function visitsOf<One extends Look>(looks: readonly One[]): (One & { whats: string[] })[] {
  const visits: (One & { whats: string[]; last: string })[] = [];
  for (const look of looks) {
    const visit = visits.at(-1);
    const isSame = visit?.reader === look.reader && Date.parse(visit.last) - Date.parse(look.at) <= visitMs;
    if (visit && isSame) {
      if (!visit.whats.includes(look.what)) visit.whats.push(look.what);
      visit.last = look.at;
    } else visits.push({ ...look, whats: [look.what], last: look.at });
  }
  return visits;
}

const visitMs = 10 * 60_000;
