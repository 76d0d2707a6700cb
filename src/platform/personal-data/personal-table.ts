/**
 * What is known about people, table by table: why, who sees it, how long, and what becomes of it when a person is erased.
 * The export and the erasure are made from these entries (`features/privacy`), and `docs/personal-data.md` is drawn from
 * them, so that the three cannot disagree. A test fails when a column of the database has no entry.
 *
 * Columns are named as in the database; several stand in one text, divided by spaces.
 */
export type PersonalTable = {
  purpose: string;
  seenBy: string;
  keptFor: string;
  /** How its rows belong to people; none where nobody is named. */
  people: readonly Relation[];
  /** Columns that go with a deleted row, and are kept by nobody else. */
  goes?: string;
  /** Columns about a person that stay when the person is erased, by the reason. */
  keeps?: Readonly<Record<string, string>>;
  /** Columns that a person's export leaves out, by the reason. */
  withheld?: Readonly<Record<string, string>>;
  /** Keys, states and measures that say nothing about anybody once the person's own row is emptied. */
  plain: string;
};

/** What a row's relation to a person is, and what an erasure of the person does to such a row. */
export type Relation = {
  /** The column that names the person, or what the condition goes by. */
  key: string;
  /**
   * `subject`: the row is about them. `actor`: they did something to what is another's or the school's; their id stays,
   * and points to an emptied row. `mention`: a text for somebody else has their name in it.
   */
  is: "subject" | "actor" | "mention";
  /** Where it takes more than a column: SQL over the table's own columns, with `:person` for the id. */
  where?: string;
  erased: "deleted" | "kept";
  /** Columns set to null. */
  clears?: string;
  /** Texts that may not be null: what was there is replaced by `removedWord`. */
  blanks?: string;
  /** Columns with another content, as SQL, with `:person` for the id. */
  sets?: Readonly<Record<string, string>>;
  /** Why a person's export has none of these rows. */
  notExported?: string;
};

/** Stands where a text was that may not be empty. */
export const removedWord = "(removed)";
/** Shown for whoever was erased, in texts that keep a name. */
export const formerName = "Former member";
/** The address of whoever was erased, as SQL over `users`: an address belongs to one person in all schools. */
export const erasedAddress = "'erased-' || id || '@erased.invalid'";

export function subject(key: string, effect: Partial<Omit<Relation, "key" | "is">> = {}): Relation {
  return { key, is: "subject", erased: "kept", ...effect };
}

export function actor(key: string, effect: Partial<Omit<Relation, "key" | "is">> = {}): Relation {
  return { key, is: "actor", erased: "kept", ...effect };
}

/** What belongs to one person alone and goes with them. */
export function ownedBy(key: string, effect: Partial<Omit<Relation, "key" | "is">> = {}): Relation {
  return { key, is: "subject", erased: "deleted", ...effect };
}

/** Texts for others in which the person's name stands. */
export function mention(key: string, where: string): Relation {
  return { key, is: "mention", erased: "deleted", where, notExported: "It was written to somebody else." };
}

/** A table in which nobody is named. */
export function impersonal(plain: string): PersonalTable {
  return { purpose: "", seenBy: "", keptFor: "", people: [], plain };
}

export function columnsOf(text: string | undefined): string[] {
  return text?.split(" ").filter(Boolean) ?? [];
}
