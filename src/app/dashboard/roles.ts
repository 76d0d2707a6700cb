export type PageRole = "STUDENT" | "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN" | "SUPER_ADMIN";

export const roleWords: Record<PageRole, string> = {
  STUDENT: "Student",
  CLINICAL_SUPERVISOR: "Clinical supervisor",
  SCHOOL_ADMIN: "School administrator",
  SUPER_ADMIN: "System administrator",
};

/** The address of a role's dashboard. */
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
