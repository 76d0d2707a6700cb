/** White space by Unicode, which is what PostgreSQL's `\s` takes for it; JavaScript's leaves U+0085 out and has U+FEFF. */
const gaps = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const outer = " \t\r\n";

/** How many words a text has, as figures count them: what stands between white space. */
export function wordCount(text: string | null | undefined): number {
  if (!text) return 0;
  let start = 0;
  let end = text.length;
  while (start < end && outer.includes(text.charAt(start))) start += 1;
  while (end > start && outer.includes(text.charAt(end - 1))) end -= 1;
  return start === end ? 0 : text.slice(start, end).split(gaps).length;
}
