/** What is wrong with an email address, in a few words, and an address that was perhaps meant. */
export type EmailFault = { message: string; meant: string | undefined };

/** As strict as sign-in, so that whoever is imported can sign in. */
const address = /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
const longest = 254;

export function emailFault(value: string): EmailFault | undefined {
  if (value.length > longest) return { message: `Longer than ${longest} characters`, meant: undefined };
  if (address.test(value)) return undefined;
  const meant = meantBy(value);
  return { message: problemOf(value), meant: meant !== value && address.test(meant) ? meant : undefined };
}

function problemOf(value: string): string {
  const parts = value.split("@");
  if (parts.length === 1) return "No @ in the address";
  if (parts.length > 2) return "More than one @";
  const [local = "", domain = ""] = parts;
  if (/\s/.test(value)) return "A space in the address";
  if (value.includes(",")) return "A comma in the address";
  if (local === "") return "Nothing before the @";
  if (!domain.includes(".")) return "No dot after the @";
  if (/[^\u0020-\u007e]/.test(value)) return "A letter that no address has";
  return "No email address";
}

function meantBy(value: string): string {
  const inBrackets = /<([^<>]+)>/.exec(value)?.[1] ?? value;
  const plain = inBrackets
    .replace(/^mailto:/i, "")
    .replace(/\s/g, "")
    .replace(/[([]at[)\]]/i, "@")
    .replaceAll(/[,;]/g, ".");
  return plain
    .split(".")
    .filter((part) => part !== "")
    .join(".");
}
