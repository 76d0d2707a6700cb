"use client";

import dynamic from "next/dynamic";

/** The form and a submitted assessment, each in a script of its own, for the page that shows either. */
export const DraftForm = dynamic(() => import("./assessment-form.tsx").then((file) => file.AssessmentForm));
export const SubmittedRecord = dynamic(() => import("./assessment-view.tsx").then((file) => file.AssessmentRecord));
