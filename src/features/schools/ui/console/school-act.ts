import type { SchoolLine } from "#src/features/schools/console/schema.ts";

/** What is done to a school in a dialog. */
export type SchoolAct = "limits" | "admins" | "suspend" | "reopen";

export type SchoolDialogProps = { school: SchoolLine; onClose: () => void };
