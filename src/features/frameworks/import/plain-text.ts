import { withoutTags } from "#src/features/frameworks/import/html.ts";
import { withoutHidden } from "#src/lib/fields.ts";

/**
 * Removes HTML and Markdown from a statement, for use as a name; the original is stored beside it, byte for byte. Signs
 * that are no markup stay: "> 18 years" says more than, and "- 5 °C" is a temperature.
 */
export function plainText(source: string): string {
  const unlinked = withoutTags(source, " ").replace(/!?\[([^\][]*)\]\([^()\s]*\)/g, "$1");
  return oneLine(
    withoutLineMarks(
      withoutPairedMarks(unlinked).replace(/(^|[\s(])[*_](?=\S)([^*_]*\S)[*_](?=$|[\s).,;:!?])/g, "$1$2"),
    ),
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

const heading = /^\s{0,3}#{1,6}\s+(?=[^\d\s])/;
const quoted = /^\s{0,3}>(?!\s*\d)\s?/;
const listed = /^\s{0,3}[-*+]\s+(?=\S)/;

/** Quotations and lists are Markdown where every line, or more than one, has the mark; a mark alone is a sign. */
function withoutLineMarks(text: string): string {
  const lines = text.split("\n");
  const filled = lines.filter((line) => line.trim() !== "");
  const isQuotation = filled.length > 1 && filled.every((line) => quoted.test(line));
  const isList = filled.filter((line) => listed.test(line)).length > 1;
  return lines
    .map((line) => (isQuotation ? line.replace(quoted, "") : line).replace(heading, ""))
    .map((line) => (isList ? line.replace(listed, "") : line))
    .join("\n");
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

/** A name is not a sentence: the full stop at its end is left out, an ellipsis stays. */
export function withoutFullStop(text: string): string {
  return text.replace(/(?<!\.)\.$/, "");
}
