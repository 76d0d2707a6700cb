"use client";

import dynamic from "next/dynamic";

/** In a script of its own: only students have it beside their assessment. */
export const AssessmentSelf = dynamic(() => import("./assessment-self.tsx").then((file) => file.AssessmentSelf));
