import { BookOpenCheck, ClipboardCheck, GraduationCap, Library, Send } from "lucide-react";
import type { SearchAnswer } from "#src/features/search/schema.ts";
import type { FoundGroup, FoundItem } from "#src/ui/commands.ts";
import { adminStrings } from "./admin-strings.ts";
import { strings } from "./strings.ts";

export type ReaderRole = "STUDENT" | "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN" | "SUPER_ADMIN";

const actsAtMost = 2;

/** What was found, as far as the reader has a page for it, and what they may do with the first of it. */
export function foundGroups(role: ReaderRole, { students, competencies, frameworks }: SearchAnswer): FoundGroup[] {
  const isAdmin = role === "SCHOOL_ADMIN" || role === "SUPER_ADMIN";
  const people = students.map(
    ({ id, name, studentNumber, cohort }): FoundItem => ({
      id,
      label: name,
      meta: [studentNumber, cohort].filter(Boolean).join(strings.dots),
      icon: <GraduationCap aria-hidden />,
      href: `/dashboard/${isAdmin ? "school-admin" : "clinical-supervisor"}/students/${encodeURIComponent(id)}`,
    }),
  );
  const items = competencies.flatMap(({ id, code, name, framework, frameworkId }): FoundItem[] => {
    const find = encodeURIComponent(name);
    const href =
      role === "STUDENT"
        ? `/dashboard/student/competencies?q=${find}`
        : isAdmin && frameworkId
          ? `/dashboard/school-admin/frameworks/${encodeURIComponent(frameworkId)}?find=${find}`
          : null;
    if (href === null) return [];
    const meta = [code, framework].filter(Boolean).join(strings.dots);
    return [{ id, label: name, meta, icon: <BookOpenCheck aria-hidden />, href }];
  });
  const lists = (isAdmin ? frameworks : []).map(
    ({ id, name, version }): FoundItem => ({
      id,
      label: name,
      meta: strings.version(version),
      icon: <Library aria-hidden />,
      href: `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}`,
    }),
  );
  const groups: FoundGroup[] = [
    { heading: strings.students, items: people },
    { heading: strings.competencies, items },
    { heading: adminStrings.frameworks, items: lists },
    { heading: strings.acts, items: actsOf(role, students, frameworks) },
  ];
  return groups.filter((group) => group.items.length > 0);
}

function actsOf(
  role: ReaderRole,
  students: SearchAnswer["students"],
  frameworks: SearchAnswer["frameworks"],
): readonly FoundItem[] {
  if (role === "CLINICAL_SUPERVISOR") {
    return students.slice(0, actsAtMost).map(({ id, name }) => ({
      id,
      label: strings.assess(name),
      icon: <ClipboardCheck aria-hidden />,
      href: `/assessment/new?studentId=${encodeURIComponent(id)}`,
    }));
  }
  if (role !== "SCHOOL_ADMIN") return [];
  return frameworks
    .filter(({ status }) => status === "PUBLISHED")
    .slice(0, actsAtMost)
    .map(({ id, name }) => ({
      id,
      label: strings.assign(name),
      icon: <Send aria-hidden />,
      href: `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/deploy`,
    }));
}
