import type { Field } from "#src/features/people-imports/values.ts";
import { searchText } from "#src/lib/search-text.ts";
import { headerKey } from "#src/platform/tables/words.ts";

/**
 * Names of columns in the languages of our schools and in the exports of other systems, as `headerKey` writes them, compared without accents. A
 * field that stands earlier takes a column first.
 */
const names: readonly (readonly [Field, string])[] = [
  [
    "email",
    "email emailaddress mail mailadresse emailadresse adressemail courriel adressecourriel correo correoelectronico email1 emailinstitucional endereçodeemail epost epostadresse emailadres adresemail sähköposti studentemail schoolemail universityemail",
  ],
  [
    "studentNumber",
    "studentnumber studentno studentid number matrikelnummer matrikelnr matrnr idnumber numéroétudiant numeroetudiant numérodétudiant matricule numerodealumno númerodealumno matricula matrícula númerodeestudante studentnummer studienummer numeroalbumu matricola opiskelijanumero identifier learnernumber learnerid",
  ],
  [
    "externalId",
    "sourcedid externalid externalidentifier userid sisid sisuserid integrationid personid fremdschlüssel identifiantexterne",
  ],
  [
    "givenName",
    "givenname givennames firstname forename forenames first vorname prénom prenom nombre nombres nome primeironome voornaam fornavn förnamn etunimi imię legalfirstname preferredfirstname",
  ],
  [
    "familyName",
    "familyname lastname surname last nachname familienname nomdefamille nom apellido apellidos cognome sobrenome achternaam etternavn efternavn efternamn sukunimi nazwisko legallastname",
  ],
  [
    "name",
    "name fullname displayname studentname person personname student learner vollständigername nomcomplet nombrecompleto nomecompleto volledigenaam navn namn nimi imięinazwisko",
  ],
  ["role", "role userrole type usertype persontype rolle rôle rol ruolo função funcao rooli rola funktion fonction"],
  [
    "cohort",
    "cohort cohort1 cohortname group groupname class classname intake yeargroup kohorte jahrgang kurs klasse promotion cohorte promoción groupe classe grupo turma corso cohorten kull kullen årgång ryhmä grupa section",
  ],
  [
    "program",
    "program programme programname programmename course courseofstudy degree studiengang studienprogramm ausbildung filière programmedétudes formation programa carrera curso programma opleiding studieprogram utbildning ohjelma kierunek",
  ],
  [
    "yearOfStudy",
    "year yearofstudy studyyear studyear level grade studienjahr ausbildungsjahr année anneedetude annéedétude año añodeestudios ano anno leerjaar studiejaar studieår årskurs vuosikurssi rokstudiów",
  ],
  ["status", "status state userstatus enrolmentstatus enrollmentstatus zustand statut estado stato situação"],
];

const fieldOfName = new Map<string, Field>();
for (const [field, words] of names) {
  for (const word of words.split(" ")) if (!fieldOfName.has(searchText(word))) fieldOfName.set(searchText(word), field);
}

/** Whether the name of a column says by itself what the column holds. */
export function isKnownColumn(key: string): boolean {
  return fieldOfName.has(searchText(key));
}

/** For each column the field that it most likely holds; a field is given to one column only. */
export function guessColumns(headers: readonly string[], samples: readonly (readonly string[])[]): (Field | null)[] {
  const guessed: (Field | null)[] = headers.map(() => null);
  const taken = new Set<Field>();
  const give = (at: number, field: Field) => {
    if (taken.has(field)) return;
    guessed[at] = field;
    taken.add(field);
  };
  const byName = headers.map((header) => fieldOfName.get(searchText(headerKey(header))));
  for (const [field] of names) for (const [at, found] of byName.entries()) if (found === field) give(at, field);
  if (!taken.has("email")) {
    const at = headers.findIndex((_, column) => guessed[column] === null && isMostlyAddresses(samples, column));
    if (at >= 0) give(at, "email");
  }
  // In many languages one word means the whole name where it stands alone, and the family name beside a first name.
  if (taken.has("familyName") && !taken.has("givenName") && !taken.has("name")) {
    return guessed.map((field) => (field === "familyName" ? "name" : field));
  }
  if (taken.has("givenName") && !taken.has("familyName")) {
    return guessed.map((field) => {
      if (taken.has("name")) return field === "name" ? "familyName" : field;
      return field === "givenName" ? "name" : field;
    });
  }
  return guessed;
}

function isMostlyAddresses(rows: readonly (readonly string[])[], column: number): boolean {
  const filled = rows.map((row) => row[column]?.trim() ?? "").filter((cell) => cell !== "");
  const found = filled.filter((cell) => cell.includes("@") && !/\s/.test(cell));
  return found.length * 2 > filled.length;
}
