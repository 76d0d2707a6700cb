"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Problem } from "#src/client/api.ts";
import { startNextVersion } from "#src/features/framework-versions/ui/version-queries.ts";
import type { FrameworkDetail } from "#src/features/frameworks/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { toast } from "#src/ui/toast.tsx";
import { type FrameworkMenuProps, MoreButton } from "./framework-menu-button.tsx";
import { frameworkPages } from "./framework-paths.ts";
import { useSetFrameworkStatus } from "./framework-queries.ts";
import { strings } from "./strings.ts";
import { toastStatusFault } from "./toast-status-fault.ts";

const FrameworkMenu = loadLater<FrameworkMenuProps>(
  () => import("./framework-menu.tsx").then((file) => file.FrameworkMenu),
  { standIn: ({ framework, onPress }) => <MoreButton name={framework.name} onClick={onPress} /> },
);

/**
 * The possible next actions: edit or publish a draft, deploy or deprecate a published framework, publish a deprecated
 * one again, start the version after either.
 */
export function FrameworkActions({ framework }: { framework: FrameworkDetail }) {
  const { mutateAsync, isPending } = useSetFrameworkStatus(framework.id);
  const publish = () => mutateAsync("publish").then(() => toast.success(strings.published), toastStatusFault);

  switch (framework.status) {
    case "DRAFT":
      return (
        <>
          <Button loading={isPending} onClick={publish}>
            {strings.publish}
          </Button>
          <LinkButton href={frameworkPages.edit(framework.id)} variant="primary">
            {strings.edit}
          </LinkButton>
        </>
      );
    case "DEPRECATED":
      return (
        <>
          <NextVersionButton id={framework.id} />
          <Button loading={isPending} onClick={publish}>
            {strings.publishAgain}
          </Button>
        </>
      );
    case "PUBLISHED":
      return (
        <>
          <FrameworkMenu framework={framework} />
          <NextVersionButton id={framework.id} />
          <LinkButton href={frameworkPages.deploy(framework.id)} variant="primary">
            {strings.deploy}
          </LinkButton>
        </>
      );
  }
}

/** A published version never changes: the next one starts as a copy of it, in the editor. */
function NextVersionButton({ id }: { id: string }) {
  const router = useRouter();
  const start = useMutation({
    networkMode: "always",
    mutationFn: () => startNextVersion(id),
    onSuccess: (next) => {
      toast.success(strings.editsNext(next.version));
      router.push(frameworkPages.edit(next.id));
    },
    onError: (error) =>
      toast.error(strings.editFailed, error instanceof Problem ? { description: error.detail } : undefined),
  });
  return (
    <Button loading={start.isPending} onClick={() => start.mutate()}>
      {strings.startNext}
    </Button>
  );
}
