import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { editAnswer } from "#src/features/frameworks/editing/schema.ts";
import { strings } from "#src/features/frameworks/ui/editor/editor-strings.ts";
import { editPath } from "#src/features/frameworks/ui/framework-edit-queries.ts";
import { frameworkPages } from "#src/features/frameworks/ui/framework-paths.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { isReadableId } from "../../../../address-id.ts";
import { EditorPage } from "./editor-page.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function EditFramework({ params }: { params: Promise<{ id: string }> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const { id } = await params;
  const framework = isReadableId(id) ? await findFromApi(editPath(id), editAnswer) : undefined;
  if (!framework) notFound();
  // A published version never changes: its own page shows it.
  if (framework.status !== "DRAFT") redirect(frameworkPages.one(id));
  const before = framework.replacesId ? await findFromApi(editPath(framework.replacesId), editAnswer) : undefined;
  return <EditorPage before={before} initial={framework} key={id} />;
}
