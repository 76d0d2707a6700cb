"use client";

import dynamic from "next/dynamic";

/** In a script of its own: only a sample school has it. */
export const SampleBanner = dynamic(() => import("./sample-banner.tsx").then((file) => file.SampleBanner));
