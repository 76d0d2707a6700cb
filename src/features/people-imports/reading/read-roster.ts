import type { PeopleList, ReadPeople } from "#src/features/people-imports/reading/people-list.ts";
import type { Field } from "#src/features/people-imports/values.ts";
import type { FileFault } from "#src/platform/tables/faults.ts";
import { readTable } from "#src/platform/tables/read-table.ts";
import type { TableLimits } from "#src/platform/tables/table.ts";
import { headerKey } from "#src/platform/tables/words.ts";

/**
 * OneRoster 1.1 and 1.2 CSV. A person is a line of users.csv; their role is there (1.1) or in roles.csv (1.2). Their
 * cohort is the class, and their program the course, of their first active enrollment as a student.
 */
const columns: readonly (readonly [string, Field])[] = [
  ["sourcedId", "externalId"],
  ["status", "status"],
  ["givenName", "givenName"],
  ["familyName", "familyName"],
  ["email", "email"],
  ["identifier", "studentNumber"],
  ["role", "role"],
  ["program", "program"],
  ["cohort", "cohort"],
  ["grades", "yearOfStudy"],
];

type Line = { line: number; get(name: string): string };

/** What users.csv has in both versions, and no other table of people by chance. */
export function isRoster(headers: readonly string[]): boolean {
  const keys = new Set(headers.map(headerKey));
  return ["sourcedid", "enableduser", "givenname", "familyname"].every((key) => keys.has(key));
}

export async function readRoster(files: ReadonlyMap<string, Uint8Array>, limits: TableLimits): Promise<ReadPeople> {
  const faults: FileFault[] = [];
  const byName = new Map([...files].map(([path, bytes]) => [(path.split("/").at(-1) ?? "").toLowerCase(), bytes]));
  const read = async (name: string, more = 1): Promise<Line[]> => {
    const bytes = byName.get(`${name}.csv`);
    if (!bytes) return [];
    const table = await readTable(bytes, { ...limits, rows: limits.rows * more });
    faults.push(...table.faults.map((fault) => ({ ...fault, message: `${name}.csv: ${fault.message}` })));
    return linesOf(table.rows ?? []);
  };
  if (!byName.has("users.csv")) {
    const message = "The archive has no users.csv, which names the people in OneRoster.";
    return { list: undefined, faults: [{ severity: "error", message }] };
  }
  const users = await read("users");
  const roles = primaryRoles(await read("roles", 2));
  const classes = new Map((await read("classes")).filter(isActive).map((one) => [one.get("sourcedid"), one]));
  const courses = new Map((await read("courses")).filter(isActive).map((one) => [one.get("sourcedid"), one]));
  const enrolled = new Map<string, Line>();
  for (const enrollment of (await read("enrollments", 10)).filter(isActive)) {
    const person = enrollment.get("usersourcedid");
    if (enrollment.get("role").toLowerCase() === "student" && !enrolled.has(person)) enrolled.set(person, enrollment);
  }
  if (faults.some(({ severity }) => severity === "error")) return { list: undefined, faults };
  const rows = users.map((user) => {
    const id = user.get("sourcedid");
    const group = classes.get(enrolled.get(id)?.get("classsourcedid") ?? "");
    const course = courses.get(group?.get("coursesourcedid") ?? "");
    const cells = columns.map(([column]) => {
      switch (column) {
        case "status":
          return statusOf(user);
        case "role":
          return roles.get(id) ?? user.get("role");
        case "cohort":
          return group?.get("title") ?? "";
        case "program":
          return course?.get("title") ?? "";
        case "givenName":
          return user.get("preferredfirstname") || user.get("givenname");
        case "familyName":
          return user.get("preferredlastname") || user.get("familyname");
        // A list of school grades, of which a nursing school uses one number at most.
        case "grades":
          return /^\d{1,2}$/.test(user.get("grades")) && Number(user.get("grades")) <= 20 ? user.get("grades") : "";
        default:
          return user.get(column.toLowerCase());
      }
    });
    return { line: user.line, cells };
  });
  if (rows.length === 0) {
    const message = "users.csv names nobody.";
    return { list: undefined, faults: [{ severity: "error", message }, ...faults] };
  }
  const list: PeopleList = {
    format: "ONEROSTER",
    headers: columns.map(([name]) => name),
    mapping: columns.map(([, field]) => field),
    rows,
  };
  return { list, faults: [...faults, ...leftOutNotes(byName)] };
}

function linesOf(rows: readonly { line: number; cells: readonly string[] }[]): Line[] {
  const [header, ...lines] = rows;
  const places = new Map((header?.cells ?? []).map((cell, at) => [headerKey(cell), at]));
  return lines.map(({ line, cells }) => ({
    line,
    get: (name) => {
      const at = places.get(name);
      return at === undefined ? "" : (cells[at] ?? "").trim();
    },
  }));
}

function isActive(line: Line): boolean {
  return line.get("status").toLowerCase() !== "tobedeleted";
}

/** In bulk files the status is empty; whether somebody may sign in is said beside it. */
function statusOf(user: Line): string {
  if (!isActive(user)) return "tobedeleted";
  return user.get("enableduser").toLowerCase() === "false" ? "inactive" : "active";
}

/** 1.2: the primary role of each person, or else their first. */
function primaryRoles(lines: readonly Line[]): ReadonlyMap<string, string> {
  const roles = new Map<string, string>();
  for (const line of lines.filter(isActive)) {
    const person = line.get("usersourcedid");
    if (!roles.has(person) || line.get("roletype").toLowerCase() === "primary") roles.set(person, line.get("role"));
  }
  return roles;
}

function leftOutNotes(files: ReadonlyMap<string, Uint8Array>): FileFault[] {
  const used = new Set(["users.csv", "roles.csv", "classes.csv", "courses.csv", "enrollments.csv", "manifest.csv"]);
  const others = [...files.keys()].filter((name) => !used.has(name));
  if (others.length === 0) return [];
  return [{ severity: "notice", message: `Not needed for people and left out: ${others.sort().join(", ")}.` }];
}
