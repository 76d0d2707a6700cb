import { emailFault } from "#src/features/people-imports/checking/check-email.ts";
import { findCohort, findProgram, type Groups } from "#src/features/people-imports/checking/find-group.ts";
import { roleOfWord, statusOfWord, yearOfWord } from "#src/features/people-imports/checking/words.ts";
import type { Change, Fault, ImportedPerson } from "#src/features/people-imports/schema.ts";
import {
  type FaultCode,
  type Field,
  fields,
  importedRoles,
  type Verdict,
} from "#src/features/people-imports/values.ts";
import { isName } from "#src/lib/fields.ts";

/** By field, what the row says, corrections included, trimmed; empty cells are absent. */
export type RowValues = Partial<Record<Field, string>>;

export type KnownPerson = {
  id: string;
  name: string;
  email: string;
  role: string;
  status: string;
  programId: string | null;
  cohortId: string | null;
  studentNumber: string | null;
  yearOfStudy: number | null;
  externalId: string | null;
};

/** What identifies a person, as it is compared. */
export type RowKeys = { email: string | null; number: string | null; external: string | null };

export type CheckContext = {
  groups: Groups;
  defaultRole: ImportedPerson["role"];
  /** Who imports; nobody changes their own standing. */
  importerId: string;
  byEmail: ReadonlyMap<string, KnownPerson>;
  byNumber: ReadonlyMap<string, KnownPerson>;
  byExternal: ReadonlyMap<string, KnownPerson>;
  /** Addresses of people outside the school. */
  emailsElsewhere: ReadonlySet<string>;
  /** The lines of the file that have a key, in their order; those left out are not among them. */
  linesOf: {
    email(key: string): readonly number[];
    number(key: string): readonly number[];
    external(key: string): readonly number[];
  };
};

export type CheckedRow = {
  verdict: Verdict;
  faults: Fault[];
  person: ImportedPerson | null;
  changes: Change[];
  userId: string | null;
};

const longest: Partial<Record<Field, number>> = {
  name: 200,
  givenName: 100,
  familyName: 100,
  studentNumber: 64,
  externalId: 200,
};

export function keysOf(values: RowValues): RowKeys {
  return {
    email: values.email?.toLowerCase() ?? null,
    number: values.studentNumber ?? null,
    external: values.externalId ?? null,
  };
}

/** Judges one row: what a commit would do with it, or what stands in the way. */
export function checkRow(values: RowValues, context: CheckContext): CheckedRow {
  const faults = faultList(values);
  checkText(values, faults);
  const name = nameOf(values);
  if (name === "") faults.add(values.givenName ? "familyName" : "name", "missing", "Missing");
  const status = readStatus(values, faults);
  const keys = keysOf(values);
  checkEmail(values, keys, context, faults);
  checkTwice(keys, context, faults);
  const known = findKnown(keys, context, faults);
  const role = readRole(values, known, context, faults);
  const isStudent = role === "STUDENT";
  const place = isStudent ? readPlace(values, context.groups, faults) : {};
  const year = isStudent ? readYear(values, faults) : undefined;
  checkStay(place, known, context.groups, faults);
  const person: ImportedPerson = {
    name,
    email: values.email ?? known?.email ?? "",
    role,
    ...place,
    ...(isStudent && values.studentNumber ? { studentNumber: values.studentNumber } : {}),
    ...(year === undefined ? {} : { yearOfStudy: year }),
    ...(status === undefined ? {} : { status }),
    ...(values.externalId ? { externalId: values.externalId } : {}),
  };
  const changes = known ? changesOf(known, person, context.groups) : [];
  if (known?.id === context.importerId && changes.some(({ field }) => field !== "name" && field !== "externalId")) {
    faults.add("email", "yourself", "This is you; change it in your profile");
  }
  if (faults.items.length > 0)
    return { verdict: "FIX", faults: faults.items, person: null, changes: [], userId: known?.id ?? null };
  if (known) return { verdict: changes.length > 0 ? "CHANGE" : "SAME", faults: [], person, changes, userId: known.id };
  // Whoever has left and is not here has nothing to be added.
  const isGone = status === "LEFT" || status === "SUSPENDED";
  return { verdict: isGone ? "SAME" : "ADD", faults: [], person, changes: [], userId: null };
}

export type Faults = ReturnType<typeof faultList>;

function faultList(values: RowValues) {
  const items: Fault[] = [];
  return {
    items,
    has: (field: Field) => items.some((one) => one.field === field),
    add(field: Field, code: FaultCode, message: string, suggestions: Fault["suggestions"] = []) {
      items.push({ field, code, message, value: values[field] ?? "", suggestions });
    },
  };
}

export function nameOf({ name, givenName, familyName }: RowValues): string {
  return name ?? [givenName, familyName].filter(Boolean).join(" ");
}

function checkText(values: RowValues, faults: Faults): void {
  for (const field of fields) {
    const value = values[field];
    if (value === undefined) continue;
    const most = longest[field] ?? 254;
    const isOfName = field === "name" || field === "givenName" || field === "familyName";
    if (/^[=+@\t\r]|^-\D|^[＝＋－＠]/.test(value)) faults.add(field, "formula", "Looks like a formula");
    else if (value.length > most) faults.add(field, "too_long", `Longer than ${most} characters`);
    else if (isOfName && !isName(value)) faults.add(field, "unreadable", "Has no letters, or hidden characters");
    else if (value.includes("\ufffd")) faults.add(field, "unreadable", "A letter could not be read");
  }
}

function checkEmail(values: RowValues, keys: RowKeys, context: CheckContext, faults: Faults): void {
  const { email } = values;
  if (email === undefined) {
    const isKnown =
      (keys.number !== null && context.byNumber.has(keys.number)) ||
      (keys.external !== null && context.byExternal.has(keys.external));
    if (!isKnown) faults.add("email", "missing", "Missing, needed to invite");
    return;
  }
  if (faults.has("email")) return;
  const fault = emailFault(email);
  if (fault) {
    faults.add("email", "email", fault.message, fault.meant === undefined ? [] : [{ value: fault.meant }]);
  } else if (context.emailsElsewhere.has(email.toLowerCase())) {
    faults.add("email", "email_elsewhere", "This address cannot be used");
  }
}

function checkTwice(keys: RowKeys, { linesOf }: CheckContext, faults: Faults): void {
  const twice = (field: Field, code: FaultCode, lines: readonly number[], what: string) => {
    if (lines.length < 2 || faults.has(field)) return;
    const shown = lines.slice(0, 3).join(", ");
    faults.add(field, code, `${what} used twice: lines ${shown}${lines.length > 3 ? ", …" : ""}`);
  };
  if (keys.email) twice("email", "email_twice", linesOf.email(keys.email), "Address");
  if (keys.number) twice("studentNumber", "number_twice", linesOf.number(keys.number), "Number");
  if (keys.external) twice("externalId", "external_twice", linesOf.external(keys.external), "Identifier");
}

/** The person of the school whom the row means; where its keys mean several, that is a fault of the later key. */
function findKnown(keys: RowKeys, context: CheckContext, faults: Faults): KnownPerson | undefined {
  const found: [Field, KnownPerson | undefined][] = [
    ["externalId", keys.external === null ? undefined : context.byExternal.get(keys.external)],
    ["studentNumber", keys.number === null ? undefined : context.byNumber.get(keys.number)],
    ["email", keys.email === null ? undefined : context.byEmail.get(keys.email)],
  ];
  let known: KnownPerson | undefined;
  for (const [field, person] of found) {
    if (!person) continue;
    if (known && known.id !== person.id && !faults.has(field)) {
      faults.add(field, "two_people", `Belongs to ${person.name}, who is here already`);
    }
    known ??= person;
  }
  return known;
}

function readRole(
  values: RowValues,
  known: KnownPerson | undefined,
  context: CheckContext,
  faults: Faults,
): ImportedPerson["role"] {
  const has = importedRoles.find((role) => role === known?.role);
  if (values.role === undefined) return has ?? context.defaultRole;
  const role = roleOfWord(values.role);
  if (!role) {
    faults.add("role", "role", "No such role", [
      { value: "Student" },
      { value: "Supervisor" },
      { value: "Administrator" },
    ]);
    return context.defaultRole;
  }
  if (has && has !== role) {
    const word = roleWords[has];
    faults.add("role", "role_differs", `Here as ${word.toLowerCase()}; change it on their page`, [{ value: word }]);
  }
  return has ?? role;
}

export const roleWords = {
  STUDENT: "Student",
  CLINICAL_SUPERVISOR: "Supervisor",
  SCHOOL_ADMIN: "Administrator",
} as const satisfies Record<ImportedPerson["role"], string>;

function readPlace(values: RowValues, groups: Groups, faults: Faults): { programId?: string; cohortId?: string } {
  const program = values.program === undefined ? undefined : findProgram(values.program, groups);
  if (program?.kind === "unknown") faults.add("program", "program", "No such program", program.nearest);
  const programId = program?.kind === "found" ? program.id : undefined;
  if (values.cohort === undefined) return programId === undefined ? {} : { programId };
  const cohort = findCohort(values.cohort, programId, groups);
  if (cohort.kind === "unknown") faults.add("cohort", "cohort", "No such cohort", cohort.nearest);
  if (cohort.kind === "several") {
    faults.add("cohort", "cohort_program", "Several programs have one; name the program");
  }
  if (cohort.kind === "other_program") {
    faults.add("cohort", "cohort_program", `Belongs to ${cohort.program}`, cohort.nearest);
  }
  if (cohort.kind !== "found") return {};
  return { programId: cohort.programId, cohortId: cohort.id };
}

/** Who moves to another program cannot stay in a cohort of the one before. */
function checkStay(
  { programId, cohortId }: { programId?: string; cohortId?: string },
  known: KnownPerson | undefined,
  groups: Groups,
  faults: Faults,
): void {
  if (!known?.cohortId || programId === undefined || cohortId !== undefined || faults.has("cohort")) return;
  const present = groups.cohorts.find(({ id }) => id === known.cohortId);
  if (!present || present.programId === programId) return;
  faults.add("cohort", "cohort_program", `Now in ${present.name}; name the new cohort`);
}

function readYear(values: RowValues, faults: Faults): number | undefined {
  if (values.yearOfStudy === undefined) return undefined;
  const year = yearOfWord(values.yearOfStudy);
  if (year === undefined) faults.add("yearOfStudy", "year", "A year from 1 to 20");
  return year;
}

function readStatus(values: RowValues, faults: Faults): ImportedPerson["status"] {
  if (values.status === undefined) return undefined;
  const status = statusOfWord(values.status);
  if (!status) {
    faults.add("status", "status", "No such status", [{ value: "active" }, { value: "suspended" }, { value: "left" }]);
  }
  return status;
}

/** What would be another value than the person has; what the row does not say stays. */
function changesOf(known: KnownPerson, person: ImportedPerson, groups: Groups): Change[] {
  const { nameOfProgram, nameOfCohort } = groups;
  const text = (value: string | number | null) => (value === null ? "" : String(value));
  const change = (field: Change["field"], to: string | number | undefined, words = text): Change[] => {
    const from = field === "status" && known.status === "INVITED" ? "ACTIVE" : known[field];
    return to === undefined || to === from
      ? []
      : [{ field, from: known[field], to, fromText: words(known[field]), toText: words(to) }];
  };
  return [
    ...change("name", person.name === "" ? undefined : person.name),
    ...(person.email.toLowerCase() === known.email.toLowerCase() ? [] : change("email", person.email)),
    ...change("programId", person.programId, (id) => (id === null ? "" : nameOfProgram(String(id)))),
    ...change("cohortId", person.cohortId, (id) => (id === null ? "" : nameOfCohort(String(id)))),
    ...change("studentNumber", person.studentNumber),
    ...change("yearOfStudy", person.yearOfStudy),
    ...change("status", person.status, (status) => statusWords[String(status)] ?? String(status)),
    ...change("externalId", person.externalId),
  ];
}

const statusWords: Record<string, string> = {
  ACTIVE: "Active",
  INVITED: "Invited",
  SUSPENDED: "Suspended",
  LEFT: "Left",
};
