/** The elements that texts of frameworks have. "a<b and c>d" has none: what is not an element of HTML stays as it is. */
const elements = new Set(
  "a abbr b big blockquote br center cite code del div dl dt dd em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark o:p ol p pre q s script small span strike strong style sub sup table tbody td tfoot th thead tr tt u ul var".split(
    " ",
  ),
);
const tag =
  /<\/?([a-z][a-z0-9:]{0,9})(?:\s+[a-z][a-z0-9:-]{0,40}\s?=\s?(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+)){0,20}\s?\/?>/gi;
const broken = /^<(?:br|\/(?:p|div|ul|ol|li|tr|dt|dd|h[1-6]|table|blockquote|pre))\b/i;

const entities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  hellip: "…",
  bull: "•",
  middot: "·",
  deg: "°",
  micro: "µ",
  plusmn: "±",
  times: "×",
  le: "≤",
  ge: "≥",
  frac12: "½",
  shy: "\u00ad",
};

/** Replaces elements that end a line by `lineEnd`, removes the others, and decodes entities. */
export function withoutTags(source: string, lineEnd: string): string {
  return decodeEntities(
    source.replace(tag, (found, name: string) => {
      if (!elements.has(name.toLowerCase())) return found;
      return broken.test(found) ? lineEnd : "";
    }),
  );
}

/**
 * The text of HTML, with a line for each paragraph and each item of a list. What is no HTML is returned byte for byte.
 */
export function htmlToText(source: string): string {
  const listed = source.replace(/<li(?:\s[^<>]*)?>/gi, "\n- ");
  const text = withoutTags(listed, "\n");
  if (text === source) return source;
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6}\d{0,2});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return entities[name] ?? entities[name.toLowerCase()] ?? whole;
    const code =
      name[1]?.toLowerCase() === "x" ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    const isCharacter = code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : whole;
  });
}
