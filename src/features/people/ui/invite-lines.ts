/** People as they are pasted: "Name, email" or "Name <email>" a line, also from a spreadsheet's columns. */
export type InvitedLine = { line: number; name: string; email: string };

export const mostLines = 200;

/** A first look at an address; the server has the last word. */
export function isAddress(text: string): boolean {
  const [local, domain, ...more] = text.split("@");
  return more.length === 0 && Boolean(local) && /[^.]\.[^.]/.test(domain ?? "") && !/[\s<>,;"']/.test(text);
}

/** The people of a pasted text, and the first line that names no address; empty lines do not count. */
export function readLines(text: string): { people: InvitedLine[]; badLine: number | undefined } {
  const people: InvitedLine[] = [];
  let badLine: number | undefined;
  for (const [index, words] of text.split(/\r?\n/).entries()) {
    if (words.trim() === "") continue;
    const email = words.split(/[\s<>,;"]/).find(isAddress);
    if (!email) {
      badLine ??= index + 1;
      continue;
    }
    const rest = words.replace(email, " ").replace(/[<>"]/g, " ");
    const name = rest
      .split(/[,;\t]/)
      .map((part) => part.trim())
      .find((part) => part !== "");
    people.push({ line: index + 1, email, name: name ?? nameOf(email) });
  }
  return { people, badLine };
}

/** "nora.adeyemi@example.org" is Nora Adeyemi until they say otherwise when they join. */
function nameOf(email: string): string {
  const words = (email.split("@")[0] ?? email).split(/[._-]+/).filter((word) => /\p{L}/u.test(word));
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(" ");
  return name === "" ? email : name;
}
