import { describe, expect, it } from "vitest";
import { readPeople } from "#src/features/people-imports/reading/read-people.ts";
import { mostRows } from "#src/features/people-imports/values.ts";
import { zip } from "../../../../tests/support/zip.ts";

const read = (text: string) => readPeople(Buffer.from(text));
const archive = (files: Record<string, string>) =>
  readPeople(zip(Object.entries(files).map(([name, content]) => ({ name, content: Buffer.from(content) }))));

const users11 =
  "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password";
const users12 =
  "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredFirstName,preferredLastName,primaryOrgSourcedId,pronouns";

describe("readPeople", () => {
  it("finds the header below titles and keeps the file's lines", async () => {
    const { list } = await read("Autumn intake;\n\nName;Email\nAda;a@x.test\n\nBob;b@x.test");
    expect(list?.headers).toEqual(["Name", "Email"]);
    expect(list?.rows.map(({ line }) => line)).toEqual([4, 6]);
  });

  it("names columns without a name, and reads wider rows", async () => {
    const { list } = await read("Name,Email,\nAda,a@x.test,1,2");
    expect(list?.headers).toEqual(["Name", "Email", "Column 3", "Column 4"]);
  });

  it("refuses more people than one import may have", async () => {
    const { list, faults } = await read(`Name,Email\n${"A,a@x.test\n".repeat(mostRows + 1)}`);
    expect(list).toBeUndefined();
    expect(faults[0]?.message).toContain("60,000");
  });

  it("reads OneRoster 1.1: roles in users.csv, the class and the course of the first enrollment as a student", async () => {
    const { list } = await archive({
      "export/manifest.csv": "propertyName,value\noneroster.version,1.1",
      "export/users.csv": `${users11}\nu1,active,,true,o1,student,amina,,Amina,Okafor,,N1,a@x.test,,,,02,\nu2,active,,false,o1,teacher,hansen,,Maya,Hansen,,,m@x.test,,,,,`,
      "export/classes.csv":
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId\nc1,tobedeleted,,Old,,k1\nc2,active,,BSc 2027,,k1",
      "export/courses.csv": "sourcedId,status,dateLastModified,schoolYearSourcedId,title\nk1,active,,,BSc Nursing",
      "export/enrollments.csv":
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role\ne0,tobedeleted,,c1,o1,u1,student\ne1,active,,c2,o1,u1,student\ne2,active,,c2,o1,u2,teacher",
      "export/academicSessions.csv": "sourcedId,status\ns1,active",
    });
    const people = list?.rows.map(({ cells }) => Object.fromEntries(cells.map((cell, at) => [list.mapping[at], cell])));
    expect(list?.format).toBe("ONEROSTER");
    expect(people).toEqual([
      {
        externalId: "u1",
        status: "active",
        givenName: "Amina",
        familyName: "Okafor",
        email: "a@x.test",
        studentNumber: "N1",
        role: "student",
        program: "BSc Nursing",
        cohort: "BSc 2027",
        yearOfStudy: "02",
      },
      expect.objectContaining({ externalId: "u2", status: "inactive", role: "teacher", program: "", cohort: "" }),
    ]);
  });

  it("reads OneRoster 1.2: the primary role of roles.csv, preferred names, and what was not needed", async () => {
    const { list, faults } = await archive({
      "users.csv": `${users12}\nu1,,,true,x,,Robert,Lee,,,r@x.test,,,,,,,,,Bobby,,o1,`,
      "roles.csv":
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role\nr1,,,u1,secondary,proctor\nr2,,,u1,primary,teacher",
      "orgs.csv": "sourcedId,status\no1,",
      "userProfiles.csv": "sourcedId\np1",
    });
    const values = Object.fromEntries(list?.rows[0]?.cells.map((cell, at) => [list.mapping[at], cell]) ?? []);
    expect(values).toMatchObject({ givenName: "Bobby", familyName: "Lee", role: "teacher", status: "active" });
    expect(faults.map(({ message }) => message)).toEqual([
      "Not needed for people and left out: orgs.csv, userprofiles.csv.",
    ]);
  });

  it("knows users.csv alone, and says what an archive without it lacks", async () => {
    expect((await read(`${users11}\nu1,,,true,o,student,a,,Ann,Lee,,,a@x.test,,,,,`)).list?.format).toBe("ONEROSTER");
    expect((await archive({ "classes.csv": "sourcedId\n1" })).faults[0]?.message).toContain("no users.csv");
  });

  it("names the file and the line of an archive that cannot be read", async () => {
    const { list, faults } = await archive({ "users.csv": `sourcedId,email\n${",".repeat(300)}` });
    expect(list).toBeUndefined();
    expect(faults[0]).toMatchObject({ line: 2, message: expect.stringContaining("users.csv: ") });
  });
});
