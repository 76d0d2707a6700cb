"use client";

import dynamic from "next/dynamic";

/** What only the page of a request shows, in scripts of their own: most assessments begin without one. */
export const RequestRecord = dynamic(() => import("./request-record.tsx").then((file) => file.RequestRecord));
export const AskedWords = dynamic(() => import("./opened-request.tsx").then((file) => file.AskedWords));
export const DeclineSection = dynamic(() => import("./opened-request.tsx").then((file) => file.DeclineSection));
