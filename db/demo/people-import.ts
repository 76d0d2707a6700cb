import { checkAllRows } from "#src/features/people-imports/checking/check-rows.ts";
import { guessColumns } from "#src/features/people-imports/reading/guess-columns.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { admin, demoSchool, stableUuid } from "./people.ts";

const headers = ["First name", "Last name", "Email", "Role", "Cohort", "Student number", "Year"];

/** A dozen rows with a fault, as lists of students have them, among those without. */
const rows: readonly string[][] = [
  ["Olu", "Adebayo", "olu.adebayo@riverside", "Student", "BSc Nursing 2027", "N20712", "1"],
  ["Marta", "Alves", "marta.alves@riverside.example", "Student", "BSN 27", "N20713", "1"],
  ["Noah", "Amsel", "noah.amsel@riverside.example", "Student", "BSN 27", "N20714", "1"],
  ["Siobhán", "Byrne", "s.byrne@riverside.example", "Student", "BSN 27", "N20715", "1"],
  ["Thị Mai", "Đặng", "mai.dang@riverside.example", "Student", "BSc Nursing 2028", "N20716", "first"],
  ["Zoë", "Évrard", "zoe.evrard@riverside,example", "Student", "BSc Nursing 2027", "N20717", "1"],
  ["Farid", "Ghorbani", "", "Student", "BSc Nursing 2027", "N20718", "1"],
  ["Kofi", "Petrova", "kofi.petrova@riverside.example", "Lerner", "BSc Nursing 2027", "N20749", "1"],
  ["Iris", "Lindqvist", "iris.lindqvist@riverside.example", "Student", "Spring intake", "N20770", "1"],
  ['=HYPERLINK("x")', "Mwangi", "j.mwangi@riverside.example", "Student", "BSc Nursing 2027", "N20779", "1"],
  ["Ana", "Duarte", "ana.duarte@riverside.example", "Student", "BSc Nursing 2028", "N20780", "1"],
  ["Ana", "Duarte", "ana.duarte@riverside.example", "Student", "BSc Nursing 2028", "N20781", "1"],
  ["Ruth", "Osei", "ruth.osei@riverside.example", "Clinical supervisor", "", "", ""],
  ["Amina", "Okafor", "student@demo.test", "Student", "", "", ""],
  ...["Lena Brandt", "Paul Fischer", "Ines Marques", "Tariq Aziz", "Wen Li", "Sara Holm"].map((name, n) => {
    const [first = "", last = ""] = name.split(" ");
    return [
      first,
      last,
      `${first}.${last}@riverside.example`.toLowerCase(),
      "Student",
      "Practical Nursing 2027",
      `P2280${n}`,
      "1",
    ];
  }),
];

/** An import of the demo administrator that waits to be corrected. */
export async function insertPeopleImport(tx: Tx, midnight: number): Promise<void> {
  const id = stableUuid("people import:autumn");
  const createdBy = stableUuid(admin.email);
  const mapping = guessColumns(headers, rows);
  const createdAt = new Date(midnight - 4 * 3_600_000);
  await insertRows(tx, peopleImports, [
    {
      ...{
        id,
        schoolId: demoSchool.id,
        createdBy,
        fileName: "students-autumn-2026.csv",
        format: "CSV",
        status: "READY",
      },
      ...{ headers, mapping, rowCount: rows.length, createdAt, updatedAt: createdAt },
    },
  ]);
  await insertRows(
    tx,
    peopleImportRows,
    rows.map((cells, at) => ({ importId: id, schoolId: demoSchool.id, line: at + 2, cells })),
  );
  await checkAllRows(tx, { id, schoolId: demoSchool.id, createdBy, mapping, defaultRole: "STUDENT", makes: [] });
}
