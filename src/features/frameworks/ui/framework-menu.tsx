"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Archive, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { Menu, MenuItem } from "#src/ui/menu.tsx";
import { toast } from "#src/ui/toast.tsx";
import { removeFramework } from "./framework-edit-queries.ts";
import { type FrameworkMenuProps, MoreButton } from "./framework-menu-button.tsx";
import { frameworkPages } from "./framework-paths.ts";
import { frameworkKeys, useSetFrameworkStatus } from "./framework-queries.ts";
import { menuStrings as strings } from "./menu-strings.ts";
import { strings as pageStrings } from "./strings.ts";
import { toastStatusFault } from "./toast-status-fault.ts";

/** The rarer actions of a published framework: retire it, or remove it where nobody was ever given it. */
export function FrameworkMenu({ framework, defaultOpen = false }: FrameworkMenuProps & LoadedProps) {
  const { mutateAsync } = useSetFrameworkStatus(framework.id);
  const [retiring, setRetiring] = useState(false);
  const [removing, setRemoving] = useState(false);
  const router = useRouter();
  const client = useQueryClient();

  const publish = () => mutateAsync("publish").then(() => toast.success(pageStrings.published), toastStatusFault);
  const retire = () =>
    mutateAsync("deprecate").then(
      () => toast.success(strings.retired, { action: { label: strings.undo, onClick: publish } }),
      (error: unknown) => {
        toastStatusFault(error);
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

  return (
    <>
      <Menu defaultOpen={defaultOpen} trigger={<MoreButton name={framework.name} />}>
        <MenuItem icon={<Archive aria-hidden />} onSelect={() => setRetiring(true)}>
          {strings.retire}
        </MenuItem>
        {framework.deployments === 0 ? (
          <MenuItem icon={<Trash2 aria-hidden />} onSelect={() => setRemoving(true)} tone="danger">
            {strings.remove}
          </MenuItem>
        ) : null}
      </Menu>
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
