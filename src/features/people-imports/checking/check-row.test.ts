import { describe, expect, it } from "vitest";
import { emailFault } from "#src/features/people-imports/checking/check-email.ts";
import {
  type CheckContext,
  checkRow,
  type KnownPerson,
  type RowValues,
} from "#src/features/people-imports/checking/check-row.ts";
import { groupsOf } from "#src/features/people-imports/checking/find-group.ts";
import { valuesOf } from "#src/features/people-imports/checking/row-values.ts";
import { roleOfWord, statusOfWord, yearOfWord } from "#src/features/people-imports/checking/words.ts";

const groups = groupsOf(
  [
    { id: "bsn", name: "BSc Nursing", code: "BSN" },
    { id: "pn", name: "Practical Nursing", code: "PN" },
  ],
  [
    { id: "b27", name: "BSc Nursing 2027", programId: "bsn" },
    { id: "b28", name: "BSc Nursing 2028", programId: "bsn" },
    { id: "b-spring", name: "Spring", programId: "bsn" },
    { id: "p-spring", name: "Spring", programId: "pn" },
  ],
);

const amina: KnownPerson = {
  id: "amina",
  name: "Amina Okafor",
  email: "amina@x.test",
  role: "STUDENT",
  status: "ACTIVE",
  programId: "bsn",
  cohortId: "b27",
  studentNumber: "N1",
  yearOfStudy: 2,
  externalId: null,
};
const maya: KnownPerson = {
  ...amina,
  id: "maya",
  name: "Maya Hansen",
  email: "maya@x.test",
  role: "CLINICAL_SUPERVISOR",
  studentNumber: null,
  cohortId: null,
  programId: null,
};
const admin: KnownPerson = { ...maya, id: "admin", email: "admin@x.test", role: "SCHOOL_ADMIN" };

const context: CheckContext = {
  groups,
  defaultRole: "STUDENT",
  importerId: "admin",
  byEmail: new Map([amina, maya, admin].map((person) => [person.email, person])),
  byNumber: new Map([["N1", amina]]),
  byExternal: new Map(),
  emailsElsewhere: new Set(["elsewhere@x.test"]),
  linesOf: {
    email: (key) => (key === "twice@x.test" ? [3, 9] : [2]),
    number: (key) => (key === "T1" ? [2, 4, 5, 6] : [2]),
    external: () => [2],
  },
};

const check = (values: RowValues) => checkRow(values, context);
const faultsOf = (values: RowValues) => check(values).faults.map(({ field, code }) => `${field} ${code}`);
const ada = { name: "Ada Byron", email: "ada@x.test" };

describe("a row", () => {
  it("adds somebody new, in the cohort's program", () => {
    expect(check({ ...ada, cohort: "bsc nursing  2028", studentNumber: "N9", yearOfStudy: "Year 1" })).toMatchObject({
      verdict: "ADD",
      person: { ...ada, role: "STUDENT", cohortId: "b28", programId: "bsn", studentNumber: "N9", yearOfStudy: 1 },
    });
  });

  it("joins first and last name", () => {
    expect(check({ givenName: "Ada", familyName: "Byron", email: ada.email }).person?.name).toBe("Ada Byron");
  });

  it("changes who is here, by address or by number, and shows old and new", () => {
    expect(check({ name: "Amina Yusuf", email: "AMINA@x.test", cohort: "BSc Nursing 2028" })).toMatchObject({
      verdict: "CHANGE",
      userId: "amina",
      changes: [
        { field: "name", fromText: "Amina Okafor", toText: "Amina Yusuf" },
        { field: "cohortId", from: "b27", to: "b28", fromText: "BSc Nursing 2027", toText: "BSc Nursing 2028" },
      ],
    });
    expect(check({ name: "Amina Okafor", email: "new@x.test", studentNumber: "N1" }).changes).toMatchObject([
      { field: "email", from: "amina@x.test", to: "new@x.test" },
    ]);
  });

  it("changes nothing where it says the same or nothing", () => {
    expect(check({ name: "Amina Okafor", email: "amina@x.test", role: "Studentin", program: "bsn" }).verdict).toBe(
      "SAME",
    );
    expect(check({ name: "Amina Okafor", studentNumber: "N1" }).verdict).toBe("SAME");
  });

  it("ends nobody who is not here", () => {
    expect(check({ ...ada, status: "tobedeleted" }).verdict).toBe("SAME");
    expect(check({ name: "Amina Okafor", email: "amina@x.test", status: "left" }).changes).toMatchObject([
      { field: "status", from: "ACTIVE", to: "LEFT" },
    ]);
  });

  it("gives staff no cohort, number or year", () => {
    const person = check({
      ...ada,
      role: "Praxisanleiterin",
      cohort: "None such",
      studentNumber: "7",
      yearOfStudy: "x",
    }).person;
    expect(person).toEqual({ ...ada, role: "CLINICAL_SUPERVISOR" });
  });

  it.each<[string, RowValues, string[]]>([
    ["without a name", { email: "a@x.test" }, ["name missing"]],
    ["without an address", { name: "Ada" }, ["email missing"]],
    ["with an address of another school", { ...ada, email: "Elsewhere@x.test" }, ["email email_elsewhere"]],
    ["with an address used twice", { ...ada, email: "twice@x.test" }, ["email email_twice"]],
    ["with a number used twice", { ...ada, studentNumber: "T1" }, ["studentNumber number_twice"]],
    [
      "with the number of somebody else",
      { name: "Maya Hansen", email: "maya@x.test", studentNumber: "N1" },
      ["email two_people", "role role_differs"].slice(0, 1),
    ],
    ["with an unknown role", { ...ada, role: "Boss" }, ["role role"]],
    [
      "with another role than they have",
      { name: "Maya Hansen", email: "maya@x.test", role: "student" },
      ["role role_differs"],
    ],
    [
      "of the importer, who would suspend themselves",
      { name: "X", email: "admin@x.test", status: "left" },
      ["email yourself"],
    ],
    ["with an unknown program", { ...ada, program: "Dentistry" }, ["program program"]],
    ["with an unknown cohort", { ...ada, cohort: "BSN 27" }, ["cohort cohort"]],
    ["with a cohort of two programs", { ...ada, cohort: "Spring" }, ["cohort cohort_program"]],
    [
      "with a cohort of another program",
      { ...ada, program: "PN", cohort: "BSc Nursing 2027" },
      ["cohort cohort_program"],
    ],
    [
      "that leaves the old cohort behind",
      { name: "Amina Okafor", email: "amina@x.test", program: "PN" },
      ["cohort cohort_program"],
    ],
    ["with a year that is none", { ...ada, yearOfStudy: "99" }, ["yearOfStudy year"]],
    ["with an unknown status", { ...ada, status: "sleeping" }, ["status status"]],
    ["with a formula", { ...ada, name: "=HYPERLINK(1)" }, ["name formula"]],
    ["with a formula in full width", { ...ada, studentNumber: "＝1" }, ["studentNumber formula"]],
    ["with a hidden character", { ...ada, name: "Ada\u202eByron" }, ["name unreadable"]],
    ["with a damaged letter", { ...ada, name: "Ad\ufffd" }, ["name unreadable"]],
    ["with a name of 300 letters", { ...ada, name: "a".repeat(300) }, ["name too_long"]],
  ])("%s is to be fixed", (_what, values, expected) => {
    expect(faultsOf(values)).toEqual(expected);
    expect(check(values)).toMatchObject({ verdict: "FIX", person: null });
  });

  it("offers the nearest cohort first", () => {
    expect(check({ ...ada, cohort: "BSN 27" }).faults[0]?.suggestions[0]).toEqual({
      value: "BSc Nursing 2027",
      detail: "BSc Nursing",
    });
  });
});

describe("an address", () => {
  it.each([
    ["olu@riverside", "No dot after the @", undefined],
    ["zoe@riverside,example", "A comma in the address", "zoe@riverside.example"],
    ["a b@x.test", "A space in the address", "ab@x.test"],
    ["Ada <ada@x.test>", "A space in the address", "ada@x.test"],
    ["mailto:ada@x.test", "No email address", "ada@x.test"],
    ["ada.x.test", "No @ in the address", undefined],
    ["a@b@x.test", "More than one @", undefined],
    ["ada@x.test;", "No email address", "ada@x.test"],
    ["ä@x.test", "A letter that no address has", undefined],
  ])("%s is none", (value, message, meant) => {
    expect(emailFault(value)).toEqual({ message, meant });
  });
  it.each(["a@x.test", "o'neil+b_c@a-b.co.uk", "A.B@X.TEST"])("%s is one", (value) => {
    expect(emailFault(value)).toBeUndefined();
  });
});

describe("words", () => {
  it("are read in several languages, and nobody becomes a super admin", () => {
    expect(["Étudiante", "learner", "STUDENT"].map(roleOfWord)).toEqual(Array(3).fill("STUDENT"));
    expect(["mentor", "Teacher"].map(roleOfWord)).toEqual(Array(2).fill("CLINICAL_SUPERVISOR"));
    expect(["super admin", "super_admin", "system"].map(roleOfWord)).toEqual(Array(3).fill(undefined));
    expect(["aktiv", "beurlaubt", "exmatrikuliert"].map(statusOfWord)).toEqual(["ACTIVE", "SUSPENDED", "LEFT"]);
    expect(["2", "2nd", "Year 2", "0", "21", "1 2"].map(yearOfWord)).toEqual([
      2,
      2,
      2,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("of a cell count trimmed, corrections first, and a dash says nothing", () => {
    expect(valuesOf([" Ada ", "–", "x"], ["name", "email", null], { name: "Bea", cohort: "" })).toEqual({
      name: "Bea",
    });
  });
});
