"use client";

import dynamic from "next/dynamic";

/** The choices before the form, each in a script of its own, for the page that shows one of the three. */
export const StudentPicker = dynamic(() => import("./student-picker.tsx").then((file) => file.StudentPicker));
export const CompetencyPicker = dynamic(() => import("./competency-picker.tsx").then((file) => file.CompetencyPicker));
