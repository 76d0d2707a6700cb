"use client";

import { ClipboardCheck, Upload } from "lucide-react";
import { useRouter } from "next/navigation";
import { useCallback, useMemo } from "react";
import { api } from "#src/client/api.ts";
import type { SearchAnswer } from "#src/features/search/schema.ts";
import { CommandCenter } from "#src/ui/command-center.tsx";
import { type CommandPlace, type Find, useRegisterCommands } from "#src/ui/commands.ts";
import { adminStrings } from "./admin-strings.ts";
import type { ReaderRole } from "./found-groups.tsx";
import { strings } from "./strings.ts";

type SearchCommandsProps = { userId: string; role: ReaderRole; places: readonly CommandPlace[] };

/** The palette of a signed-in user: their pages, what they do often, and what the search finds for them. */
export function SearchCommands({ userId, role, places }: SearchCommandsProps) {
  const router = useRouter();
  const commands = useMemo(() => {
    if (role === "CLINICAL_SUPERVISOR") {
      const run = () => router.push("/assessment/new");
      return [{ id: "new-assessment", label: strings.newAssessment, icon: <ClipboardCheck aria-hidden />, run }];
    }
    if (role === "SCHOOL_ADMIN") {
      const run = () => router.push("/dashboard/school-admin/frameworks/import");
      return [{ id: "import-framework", label: adminStrings.importFramework, icon: <Upload aria-hidden />, run }];
    }
    return [];
  }, [role, router]);
  useRegisterCommands(commands);

  const find: Find = useCallback(
    async (text, signal) => {
      // The groups are loaded with the palette, not with the page.
      const [answer, { foundGroups }] = await Promise.all([
        api<SearchAnswer>(`/api/search?q=${encodeURIComponent(text)}`, { signal }),
        import("./found-groups.tsx"),
      ]);
      return foundGroups(role, answer);
    },
    [role],
  );
  return <CommandCenter find={find} items={places} userId={userId} />;
}
