import { describe, expect, it } from "vitest";
import { guessColumns } from "#src/features/people-imports/reading/guess-columns.ts";

const guess = (headers: string, rows: string[][] = []) =>
  guessColumns(headers.split(","), rows).map((field) => field ?? "-");

describe("guessColumns", () => {
  it.each([
    [
      "Name,Email,Role,Program,Cohort,Student number,Year,Status",
      "name,email,role,program,cohort,studentNumber,yearOfStudy,status",
    ],
    [
      "Vorname,Nachname,E-Mail,Matrikelnummer,Studiengang,Kohorte",
      "givenName,familyName,email,studentNumber,program,cohort",
    ],
    ["Prénom,Nom,Courriel,Rôle,Filière,Promotion", "givenName,familyName,email,role,program,cohort"],
    ["Nombre,Apellidos,Correo electrónico,Matrícula,Carrera", "givenName,familyName,email,studentNumber,program"],
    ["username,firstname,lastname,email,idnumber,cohort1", "-,givenName,familyName,email,studentNumber,cohort"],
    ["user_id,login_id,full_name,email,status", "externalId,-,name,email,status"],
    ["Nome,Cognome,Email", "givenName,familyName,email"],
    ["Nom,Courriel", "name,email"],
    ["Nome,E-mail,Turma", "name,email,cohort"],
    ["Phone,Shoe size", "-,-"],
    ["E-mail *,Email 2,EMAIL", "email,-,-"],
  ])("knows %s", (headers, expected) => {
    expect(guess(headers).join(",")).toBe(expected);
  });

  it("knows addresses by their look where no name says so", () => {
    expect(
      guess("Who,Where to", [
        ["Ada", "ada@x.test"],
        ["Bob", ""],
      ]),
    ).toEqual(["-", "email"]);
  });
});
