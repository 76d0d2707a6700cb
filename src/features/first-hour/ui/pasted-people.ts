export type PastedPerson = { name: string; email: string };
/** `line` counts from 1, as an editor does. */
export type PastedFault = { line: number; text: string };

/** One person a line, as they come from a spreadsheet, a list or an address book: name and address in either order. */
export function readPasted(text: string): { people: PastedPerson[]; faults: PastedFault[] } {
  const people: PastedPerson[] = [];
  const faults: PastedFault[] = [];
  const seen = new Set<string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "") continue;
    const person = personOf(line);
    if (!person) faults.push({ line: index + 1, text: line.slice(0, 80) });
    else if (!seen.has(person.email)) {
      seen.add(person.email);
      people.push(person);
    }
  }
  return { people, faults };
}

/** Nothing but the address may contain "@". */
function personOf(line: string): PastedPerson | undefined {
  const parts = line
    .split(/[,;\t<>]/)
    .map((part) => part.trim().replace(/^"|"$/g, ""))
    .filter((part) => part !== "");
  const addresses = parts.filter((part) => part.includes("@"));
  const [email] = addresses;
  const name = parts.filter((part) => !part.includes("@")).join(" ");
  if (addresses.length !== 1 || email === undefined || name === "" || /\s/.test(email)) return undefined;
  return { name, email: email.toLowerCase() };
}
