"use client";

import dynamic from "next/dynamic";

/** The form in a script of its own, for the page that shows it, a request or a submitted assessment. */
export const DraftForm = dynamic(() => import("./assessment-form.tsx").then((file) => file.AssessmentForm));
