import type { PreviewAnswer } from "#src/features/deployments/schema.ts";
import type { TargetType } from "#src/features/deployments/values.ts";

/** A student in one or more of the groups, as "type id"; `leftOut` says why they would be given nothing. */
export type Member = {
  id: string;
  name: string;
  leftOut: "LEFT" | "SUSPENDED" | null;
  groups: readonly string[];
  dueAt: Date | null;
  dueOn: string | null;
};

/** What a student has already, and how much of that would fall due earlier. */
export type Held = { studentId: string; attached: number; dueEarlier: number };

type Facts = {
  targets: readonly { type: TargetType; id: string; name: string }[];
  members: readonly Member[];
  held: readonly Held[];
  competencies: number;
  at: Date;
};

const namesShown = 10;

/** Adds up who would be given what, over all and for each group. */
export function previewOf({ targets, members, held, competencies, at }: Facts): PreviewAnswer {
  const heldOf = new Map(held.map((each) => [each.studentId, each]));
  const reached = members.filter(({ leftOut }) => leftOut === null);
  const attachedOf = ({ id }: Member) => heldOf.get(id)?.attached ?? 0;
  const attached = sum(reached, attachedOf);
  const days = reached.flatMap(({ dueOn }) => (dueOn === null ? [] : [dueOn])).sort();
  return {
    students: reached.length,
    competencies,
    assignments: {
      made: reached.length * competencies - attached,
      attached,
      dueEarlier: sum(reached, ({ id }) => heldOf.get(id)?.dueEarlier ?? 0),
    },
    haveAll: reached.filter((member) => competencies > 0 && attachedOf(member) === competencies).length,
    haveSome: reached.filter((member) => attachedOf(member) > 0 && attachedOf(member) < competencies).length,
    inSeveralGroups: reached.filter(({ groups }) => groups.length > 1).length,
    due: {
      firstOn: days[0] ?? null,
      lastOn: days.at(-1) ?? null,
      without: reached.length - days.length,
      past: reached.filter(({ dueAt }) => dueAt !== null && dueAt < at).length,
    },
    leftOut: (["LEFT", "SUSPENDED"] as const).flatMap((reason) => {
      const found = members.filter(({ leftOut }) => leftOut === reason);
      return found.length === 0
        ? []
        : [{ reason, students: found.length, names: found.slice(0, namesShown).map(({ name }) => name) }];
    }),
    groups: groupsOf(targets, members, attachedOf, competencies),
  };
}

function groupsOf(
  targets: Facts["targets"],
  members: readonly Member[],
  attachedOf: (member: Member) => number,
  competencies: number,
): PreviewAnswer["groups"] {
  const byGroup = new Map<string, Member[]>();
  for (const member of members) {
    for (const group of member.groups) {
      const found = byGroup.get(group);
      if (found) found.push(member);
      else byGroup.set(group, [member]);
    }
  }
  return targets.map(({ type, id, name }) => {
    const all = byGroup.get(`${type} ${id}`) ?? [];
    const students = all.filter(({ leftOut }) => leftOut === null);
    const attached = sum(students, attachedOf);
    return {
      ...{ type, id, name, students: students.length, attached, leftOut: all.length - students.length },
      inOthers: students.filter(({ groups }) => groups.length > 1).length,
      made: students.length * competencies - attached,
    };
  });
}

function sum(members: readonly Member[], count: (member: Member) => number): number {
  return members.reduce((total, member) => total + count(member), 0);
}
