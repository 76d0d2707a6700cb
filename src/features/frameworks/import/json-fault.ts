/**
 * The position at which a text stops being JSON. Lines and columns count from 1, columns in UTF-16 units as in editors.
 */
export type JsonFault = { kind: "syntax" | "cut off" | "too deep" | "too many"; line: number; column: number };

/** No real package nests deeper; recursive programs fail beyond a few hundred levels. */
export const deepestNesting = 64;
/** Four times what a package of the most items has; each value takes memory, however short its text. */
export const mostValues = 2_000_000;

type Expected = "value" | "value or ]" | "key" | "key or }" | "colon" | "comma or close" | "end";

const longestNumber = 400;
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

/**
 * Finds the first fault of a text as JSON (RFC 8259), or undefined. JSON.parse gives the position in only some of its
 * messages, in words that differ between engines, and does not limit the nesting of a hostile file.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let values = 0;
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const sign = text.charAt(at);
    let next: number | undefined;
    if (expected === "value" || (expected === "value or ]" && sign !== "]")) {
      values += 1;
      if (values > mostValues) return faultAt(text, at, "too many");
      if (sign === "{" || sign === "[") {
        if (open.length === deepestNesting) return faultAt(text, at, "too deep");
        open.push(sign);
        expected = sign === "{" ? "key or }" : "value or ]";
        at += 1;
        continue;
      }
      next = endOfScalar(text, at);
      expected = afterValue(open);
    } else if (sign === '"' && (expected === "key" || expected === "key or }")) {
      next = endOfString(text, at);
      expected = "colon";
    } else if (sign === ":" && expected === "colon") {
      next = at + 1;
      expected = "value";
    } else if (sign === "," && expected === "comma or close") {
      next = at + 1;
      expected = open.at(-1) === "{" ? "key" : "value";
    } else if (closes(sign, expected, open.at(-1))) {
      open.pop();
      next = at + 1;
      expected = afterValue(open);
    }
    if (next === undefined) return faultAt(text, at, "syntax");
    if (next < 0) return faultAt(text, -next, -next >= text.length ? "cut off" : "syntax");
    at = next;
  }
  return expected === "end" ? undefined : faultAt(text, text.length, "cut off");
}

function afterValue(open: readonly string[]): Expected {
  return open.length === 0 ? "end" : "comma or close";
}

function closes(sign: string, expected: Expected, innermost: string | undefined): boolean {
  if (sign === "}") return innermost === "{" && (expected === "key or }" || expected === "comma or close");
  return sign === "]" && innermost === "[" && (expected === "value or ]" || expected === "comma or close");
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

/** The end of a string, number or word; undefined if there is none, negative if the text ends within it. */
function endOfScalar(text: string, at: number): number | undefined {
  if (text[at] === '"') return endOfString(text, at);
  for (const word of ["true", "false", "null"]) {
    if (text.startsWith(word, at)) return at + word.length;
  }
  const number = numberPattern.exec(text.slice(at, at + longestNumber))?.[0];
  return number === undefined ? undefined : at + number.length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -at;
    if (code !== 0x5c) continue;
    at += 1;
    if (at >= text.length) break;
    if (text[at] === "u") {
      if (!/^[0-9a-f]{4}$/i.test(text.slice(at + 1, at + 5))) return -at;
      at += 4;
    } else if (!'"\\/bfnrt'.includes(text.charAt(at))) return -at;
  }
  return -text.length;
}

function faultAt(text: string, offset: number, kind: JsonFault["kind"]): JsonFault {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { kind, line, column: offset - lineStart + 1 };
}
