import { BookOpenCheck, GraduationCap, LayoutDashboard, Library } from "lucide-react";
import type { NavItem } from "#src/ui/nav-item.ts";

export type PageRole = "STUDENT" | "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN" | "SUPER_ADMIN";

export const roleWords: Record<PageRole, string> = {
  STUDENT: "Student",
  CLINICAL_SUPERVISOR: "Clinical supervisor",
  SCHOOL_ADMIN: "School administrator",
  SUPER_ADMIN: "System administrator",
};

/** Where a role starts. */
export function dashboardOf(role: PageRole): string {
  switch (role) {
    case "STUDENT":
      return "/dashboard/student";
    case "CLINICAL_SUPERVISOR":
      return "/dashboard/clinical-supervisor";
    case "SCHOOL_ADMIN":
    case "SUPER_ADMIN":
      return "/dashboard/school-admin";
  }
}

/** The sidebar of a role; the marked four are its bottom bar. */
export function navOf(role: PageRole): readonly NavItem[] {
  switch (role) {
    case "STUDENT":
      return studentNav;
    case "CLINICAL_SUPERVISOR":
      return supervisorNav;
    case "SCHOOL_ADMIN":
    case "SUPER_ADMIN":
      return adminNav;
  }
}

const studentNav: readonly NavItem[] = [
  { href: "/dashboard/student", label: "Dashboard", icon: <LayoutDashboard aria-hidden />, phone: true },
  {
    href: "/dashboard/student/competencies",
    label: "Competencies",
    icon: <BookOpenCheck aria-hidden />,
    phone: true,
  },
];

const supervisorNav: readonly NavItem[] = [
  { href: "/dashboard/clinical-supervisor", label: "Dashboard", icon: <LayoutDashboard aria-hidden />, phone: true },
  {
    href: "/dashboard/clinical-supervisor/students",
    label: "Students",
    icon: <GraduationCap aria-hidden />,
    phone: true,
  },
];

const adminNav: readonly NavItem[] = [
  { href: "/dashboard/school-admin", label: "Dashboard", icon: <LayoutDashboard aria-hidden />, phone: true },
  { href: "/dashboard/school-admin/frameworks", label: "Frameworks", icon: <Library aria-hidden />, phone: true },
];
