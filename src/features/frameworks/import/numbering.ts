/** "1.", "1.2", "3a.", "2)", "(4)" before a name, with what they count. */
const numbered = /^\(?(\d{1,4}(?:\.\d{1,4}){0,6}[a-z]?)(?:[.)]|(?<=\.\d{1,4}))\s+(?=\S)/i;

export type Numbering = {
  /** `all` names begin with a number, which was taken off; `some` do, and none was; or `none` do. */
  found: "all" | "some" | "none";
  names: string[];
  /** The number of each name, where all have one. */
  numbers: string[];
  example: string;
};

/** Takes numbers off the names of a file: off all of them or none, since some alone would tell nothing any more. */
export function withoutNumbers(given: readonly string[]): Numbering {
  const found = given.map((name) => numbered.exec(name));
  const example = found.find((match) => match)?.[0].trim() ?? "";
  const count = found.filter((match) => match).length;
  if (count < 2 || count < given.length) {
    return { found: count > 1 ? "some" : "none", names: [...given], numbers: [], example };
  }
  return {
    found: "all",
    names: given.map((name, at) => name.slice(found[at]?.[0].length ?? 0)),
    numbers: found.map((match) => match?.[1] ?? ""),
    example,
  };
}
