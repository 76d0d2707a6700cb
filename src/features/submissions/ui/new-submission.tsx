"use client";

import type { ComponentProps } from "react";
import { SubmissionForm } from "./submission-form.tsx";

/** Evidence that is not begun yet: the first change makes the draft. */
export function NewSubmission(props: Omit<ComponentProps<typeof SubmissionForm>, "submission">) {
  return <SubmissionForm {...props} submission={null} />;
}
