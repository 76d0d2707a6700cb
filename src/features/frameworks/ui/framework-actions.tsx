"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { startNextVersion } from "#src/features/framework-versions/ui/version-queries.ts";
import type { FrameworkDetail } from "#src/features/frameworks/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { toast } from "#src/ui/toast.tsx";
import { removeFramework } from "./framework-edit-queries.ts";
import { type FrameworkMenuProps, MoreButton } from "./framework-menu-button.tsx";
import { frameworkPages } from "./framework-paths.ts";
import { frameworkKeys, useSetFrameworkStatus } from "./framework-queries.ts";
import { strings } from "./strings.ts";

const FrameworkMenu = loadLater<FrameworkMenuProps>(
  () => import("./framework-menu.tsx").then((file) => file.FrameworkMenu),
  { standIn: ({ name, onPress }) => <MoreButton name={name} onClick={onPress} /> },
);

/**
 * The possible next actions: edit or publish a draft, deploy or deprecate a published framework, publish a deprecated
 * one again, start the version after either.
 */
export function FrameworkActions({ framework }: { framework: FrameworkDetail }) {
  const { mutateAsync, isPending } = useSetFrameworkStatus(framework.id);
  const [retiring, setRetiring] = useState(false);
  const [removing, setRemoving] = useState(false);
  const router = useRouter();
  const client = useQueryClient();

  const publish = () => mutateAsync("publish").then(() => toast.success(strings.published), showError);
  const retire = () =>
    mutateAsync("deprecate").then(
      () => toast.success(strings.retired, { action: { label: strings.undo, onClick: publish } }),
      (error: unknown) => {
        showError(error);
        // A rejection keeps the dialog open, so that the user can try again.
        throw error;
      },
    );

  const remove = async () => {
    try {
      await removeFramework(framework.id);
    } catch (error) {
      toast.error(strings.removeFailed, error instanceof Problem ? { description: error.detail } : undefined);
      throw error;
    }
    toast.success(strings.removed);
    await client.invalidateQueries({ queryKey: frameworkKeys.all });
    router.push(frameworkPages.list);
  };

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
          <FrameworkMenu
            name={framework.name}
            onRemove={framework.deployments === 0 ? () => setRemoving(true) : undefined}
            onRetire={() => setRetiring(true)}
          />
          <NextVersionButton id={framework.id} />
          <LinkButton href={frameworkPages.deploy(framework.id)} variant="primary">
            {strings.deploy}
          </LinkButton>
          <AlertDialog
            actionLabel={strings.retire}
            description={strings.retireHelp}
            onAction={retire}
            onOpenChange={setRetiring}
            open={retiring}
            title={strings.retireTitle(framework.name)}
          />
          <AlertDialog
            actionLabel={strings.remove}
            description={strings.removeHelp}
            onAction={remove}
            onOpenChange={setRemoving}
            open={removing}
            title={strings.removeTitle(framework.name)}
          />
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

function showError(error: unknown): void {
  toast.error(
    strings.statusFailed,
    error instanceof Problem
      ? { description: [error.detail, error.errors[0]?.message].filter(Boolean).join(" ") }
      : undefined,
  );
}
