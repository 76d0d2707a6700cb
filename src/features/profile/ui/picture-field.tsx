"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ImagePlus, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useId, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { maxPictureBytes, pictureTypes } from "#src/features/profile/values.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Button } from "#src/ui/button.tsx";
import { FieldError } from "#src/ui/field.tsx";
import { formatBytes } from "#src/ui/format-bytes.ts";
import { toast } from "#src/ui/toast.tsx";
import { removePicture, sendPicture } from "./profile-queries.ts";
import { strings } from "./strings.ts";

/** The picture as others see it, sent as soon as it is chosen. */
export function PictureField({ name, picture }: { name: string; picture: string | null }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLButtonElement>(null);
  const [share, setShare] = useState<number>();
  const [isRemoving, setRemoving] = useState(false);
  const [error, setError] = useState<string>();
  const id = useId();

  const send = async (file: File) => {
    const refusal = refusalOf(file);
    setError(refusal);
    if (refusal) return;
    setShare(0);
    try {
      await sendPicture(queryClient, file, setShare);
      toast.success(strings.pictureSaved);
      router.refresh();
    } catch (problem) {
      setError(problem instanceof Problem ? problem.detail : strings.pictureFailed);
    } finally {
      setShare(undefined);
    }
  };

  const remove = async () => {
    setError(undefined);
    setRemoving(true);
    try {
      await removePicture(queryClient);
      toast.success(strings.pictureRemoved);
      chooser.current?.focus();
      router.refresh();
    } catch (problem) {
      setError(problem instanceof Problem ? problem.detail : strings.pictureFailed);
    } finally {
      setRemoving(false);
    }
  };

  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        <Avatar name={name} picture={picture} size="xl" />
        <input
          accept={pictureTypes.join(",")}
          className="hidden"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            if (file) void send(file);
            // Allows choosing the same file again.
            event.target.value = "";
          }}
          ref={input}
          tabIndex={-1}
          type="file"
        />
        <div className="flex flex-wrap gap-2">
          <Button
            aria-describedby={`${id}-help`}
            icon={<ImagePlus aria-hidden />}
            loading={share !== undefined}
            onClick={() => input.current?.click()}
            ref={chooser}
          >
            {picture ? strings.changePicture : strings.choosePicture}
          </Button>
          {picture ? (
            <Button icon={<Trash2 aria-hidden />} loading={isRemoving} onClick={() => void remove()} variant="ghost">
              {strings.removePicture}
            </Button>
          ) : null}
        </div>
      </div>
      <p aria-live="polite" className="mt-2 text-sm text-muted" id={`${id}-help`}>
        {share === undefined ? strings.pictureHelp : strings.sendingPicture(Math.round(share * 100))}
      </p>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}

/** The server looks at the content again. */
function refusalOf(file: File): string | undefined {
  if (file.size > maxPictureBytes) return strings.pictureTooLarge(formatBytes(maxPictureBytes));
  return pictureTypes.some((type) => type === file.type) ? undefined : strings.pictureKind;
}
