"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { deploymentPages } from "./deployment-paths.ts";
import { movedStudentsQuery } from "./deployment-queries.ts";
import { listStrings } from "./list-strings.ts";

/** As the page of the tab is opened. */
const inNoOrder = { sort: null, direction: null };

/** Between what is assigned and the students about whose open work somebody has to decide. */
export function AssignmentTabs({ current }: { current: "assigned" | "moved" }) {
  const router = useRouter();
  const moved = useInfiniteQuery(movedStudentsQuery(inNoOrder));
  const count = moved.data?.pages.reduce((sum, { items }) => sum + items.length, 0);
  return (
    <TabLinks
      label={listStrings.tabs}
      onValueChange={(value) => router.push(value === "moved" ? deploymentPages.moved : deploymentPages.list)}
      tabs={[
        { value: "assigned", label: listStrings.assignedTab, href: deploymentPages.list },
        { value: "moved", label: listStrings.movedTab, href: deploymentPages.moved, ...(count ? { count } : {}) },
      ]}
      value={current}
    />
  );
}
