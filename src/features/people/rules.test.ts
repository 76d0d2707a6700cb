import { describe, expect, it } from "vitest";
import { type Act, judgeAct, type PersonState, roleFault } from "#src/features/people/rules.ts";

const person = (over: Partial<PersonState> = {}): PersonState => ({
  id: "amina",
  role: "STUDENT",
  status: "ACTIVE",
  statusBefore: null,
  programId: null,
  cohortId: null,
  mergedInto: null,
  ...over,
});
const admins = { actorId: "me", activeAdmins: ["me", "other"] };
const misfit = (over: Partial<PersonState>, act: Act, facts = admins) =>
  [...judgeAct([person(over)], act, facts).misfits.keys()][0];

describe("judgeAct", () => {
  it.each([
    [{}, { act: "deactivate", status: "SUSPENDED" }, undefined],
    [{ status: "SUSPENDED" }, { act: "deactivate", status: "SUSPENDED" }, "deactivated"],
    [{ status: "SUSPENDED" }, { act: "deactivate", status: "LEFT" }, undefined],
    [{ id: "me", role: "SCHOOL_ADMIN" }, { act: "deactivate", status: "LEFT" }, "self"],
    [{ status: "LEFT" }, { act: "reactivate" }, undefined],
    [{}, { act: "reactivate" }, "not_deactivated"],
    [{ status: "LEFT", mergedInto: "ben" }, { act: "reactivate" }, "merged"],
    [{}, { act: "move", cohortId: "class" }, undefined],
    [{ cohortId: "class" }, { act: "move", cohortId: "class" }, "there_already"],
    [{ role: "CLINICAL_SUPERVISOR" }, { act: "move", cohortId: "class" }, "not_student"],
    [{ status: "INVITED" }, { act: "invite" }, undefined],
    [{}, { act: "invite" }, "not_invited"],
  ] as const)("decides for %j, to %j: %s", (over, act, expected) => {
    expect(misfit(over, act)).toBe(expected);
  });

  it("keeps one active admin, also when one act names them all", () => {
    const all = ["one", "two"].map((id) => person({ id, role: "SCHOOL_ADMIN" }));
    const { fit, misfits } = judgeAct(
      all,
      { act: "deactivate", status: "LEFT" },
      { actorId: "super", activeAdmins: ["one", "two"] },
    );
    expect(fit.map(({ id }) => id)).toEqual(["one"]);
    expect([...misfits]).toEqual([["last_admin", 1]]);
  });
});

describe("roleFault", () => {
  const facts = { ...admins, hasRecord: false, hasPlacements: false };

  it.each([
    [{}, "STUDENT", {}, undefined],
    [{}, "CLINICAL_SUPERVISOR", {}, undefined],
    [{}, "CLINICAL_SUPERVISOR", { hasRecord: true }, /record/],
    [{ role: "CLINICAL_SUPERVISOR" }, "SCHOOL_ADMIN", { hasPlacements: true }, /placements/],
    [{ id: "me", role: "SCHOOL_ADMIN" }, "CLINICAL_SUPERVISOR", {}, /your own role/],
    [{ id: "only", role: "SCHOOL_ADMIN" }, "CLINICAL_SUPERVISOR", { activeAdmins: ["only"] }, /only administrator/],
  ] as const)("of %j to %s with %j: %s", (over, role, more, expected) => {
    const fault = roleFault(person(over), role, { ...facts, ...more });
    if (expected === undefined) expect(fault).toBeUndefined();
    else expect(fault).toMatch(expected);
  });
});
