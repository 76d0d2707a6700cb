"use client";

import dynamic from "next/dynamic";

/** In a script of its own: most frameworks are read by category. */
export const StructureTree = dynamic(() => import("./structure-tree.tsx").then((file) => file.StructureTree));
