export type PageRole = "STUDENT" | "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN" | "SUPER_ADMIN";

/** The address of a role's dashboard. */
export function dashboardOf(role: PageRole): string {
  switch (role) {
    case "STUDENT":
      return "/dashboard/student";
    case "CLINICAL_SUPERVISOR":
      return "/dashboard/clinical-supervisor";
    case "SCHOOL_ADMIN":
      return "/dashboard/school-admin";
    case "SUPER_ADMIN":
      return "/dashboard/super-admin";
  }
}
