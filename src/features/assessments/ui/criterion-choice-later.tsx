"use client";

import dynamic from "next/dynamic";

/** Rendered with the page, in a script of its own: most competencies have no rubric. */
export const CriterionChoice = dynamic(() => import("./criterion-choice.tsx").then((file) => file.CriterionChoice));
