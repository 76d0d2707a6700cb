import { withoutHidden } from "#src/lib/fields.ts";

const nameLimit = 160;

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Removes HTML and Markdown from a statement, for use as a name. The original is stored beside it, byte for byte. */
export function plainText(source: string): string {
  const text = decodeEntities(source.replace(/<(br|\/p|\/li|\/div)\b[^<>]*>/gi, " ").replace(/<\/?[a-z][^<>]*>/gi, ""));
  const unlinked = text.replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, "$1");
  return oneLine(
    withoutPairedMarks(unlinked)
      .replace(/(^|[\s(])[*_](?=\S)([^*_]*\S)[*_](?=$|[\s).,;:!?])/g, "$1$2")
      .replace(/^\s{0,3}(#{1,6}|>|[-*+]|\d+[.)])\s+/gm, ""),
  );
}

/** A text on one line, without characters that nobody can see. */
export function oneLine(text: string): string {
  return withoutHidden(withoutBreaks(text)).trim();
}

export function hasHidden(text: string): boolean {
  const line = withoutBreaks(text);
  return withoutHidden(line) !== line;
}

function withoutBreaks(text: string): string {
  return text.replace(/[\s\u0085]+/g, " ");
}

/** Removes the marks of Markdown that enclose a text on one line. One pass: an expression would try every pair. */
function withoutPairedMarks(text: string): string {
  const pieces = text.split(/(\*\*|__|~~|`{1,3}|\n)/);
  const opened = new Map<string, number>();
  for (let at = 1; at < pieces.length; at += 2) {
    const mark = pieces[at] ?? "";
    if (mark === "\n") {
      opened.clear();
      continue;
    }
    const start = opened.get(mark);
    const [first = "", last = ""] = start === undefined ? [] : [pieces[start + 1], pieces[at - 1]];
    const isEmpty = start === at - 2 && first === "";
    if (start !== undefined && !isEmpty && first.trimStart() === first && last.trimEnd() === last) {
      pieces[start] = "";
      pieces[at] = "";
      opened.delete(mark);
    } else opened.set(mark, at);
  }
  return pieces.join("");
}

/** At most 160 characters, cut between words. A full stop at the end is removed, since a name is not a sentence. */
export function shortName(given: string): string {
  const text = given.replace(/(?<!\.)\.$/, "");
  if (text.length <= nameLimit) return text;
  const head = text.slice(0, nameLimit - 1);
  const space = head.lastIndexOf(" ");
  // Never splits a surrogate pair.
  return `${(space > nameLimit / 2 ? head.slice(0, space) : head).replace(/[\ud800-\udbff]$/, "")}…`;
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name.toLowerCase()] ?? whole;
    const code =
      name[1]?.toLowerCase() === "x" ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    const isCharacter = code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}
