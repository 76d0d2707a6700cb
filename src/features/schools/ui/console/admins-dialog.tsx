"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { adminsQuery } from "./console-queries.ts";
import type { SchoolDialogProps } from "./school-act.ts";
import { strings } from "./strings.ts";
import { useInviteAdmin } from "./use-console.ts";

/** Who administers a school, and a way to invite one more. */
export function AdminsDialog({ school, onClose }: SchoolDialogProps) {
  const admins = useQuery(adminsQuery(school.id));
  return (
    <Dialog
      footer={
        <DialogClose>
          <Button>{strings.close}</Button>
        </DialogClose>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.adminsTitle(school.name)}
    >
      <div className="flex flex-col gap-5">
        <QueryContent query={admins} skeleton={<Skeleton className="h-12" />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="text-muted">{strings.noAdmins}</p>
            ) : (
              <ul className="divide-y divide-separator">
                {items.map(({ id, name, email, status }) => (
                  <li className="flex items-center justify-between gap-3 py-2" key={id}>
                    <span className="min-w-0">
                      <span className="block truncate font-medium">{name}</span>
                      <span className="block truncate text-sm text-muted">{email}</span>
                    </span>
                    <Badge tone={status === "ACTIVE" ? "success" : "neutral"}>
                      {strings.adminStates[status] ?? status}
                    </Badge>
                  </li>
                ))}
              </ul>
            )
          }
        </QueryContent>
        <InviteForm schoolId={school.id} />
      </div>
    </Dialog>
  );
}

function InviteForm({ schoolId }: { schoolId: string }) {
  const [draft, setDraft] = useState({ name: "", email: "" });
  const [fault, setFault] = useState<string>();
  const [key, setKey] = useState(newIdempotencyKey);
  const invite = useInviteAdmin(schoolId);
  const field = (name: keyof typeof draft) => ({
    name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [name]: event.target.value });
      setFault(undefined);
      setKey(newIdempotencyKey());
    },
  });
  const submit = async () => {
    const { name, email } = { name: draft.name.trim(), email: draft.email.trim() };
    if (name === "" || email === "") return setFault(strings.needed);
    try {
      const { items } = await invite.mutateAsync({ name, email, key });
      const [answer] = items;
      if (answer?.outcome !== "invited") return setFault(answer?.detail ?? strings.failed);
      toast.success(strings.invited(email));
      setDraft({ name: "", email: "" });
      setKey(newIdempotencyKey());
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error.errors[0]?.message ?? error.detail);
    }
  };
  return (
    <form
      aria-label={strings.invite}
      className="flex flex-col gap-3 rounded-card border border-border p-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="text-sm font-medium">{strings.invite}</p>
      <TextField {...field("name")} label={strings.adminName} maxLength={120} />
      <TextField {...field("email")} error={fault} label={strings.adminEmail} maxLength={254} type="email" />
      <div>
        <Button loading={invite.isPending} type="submit">
          {strings.inviteAction}
        </Button>
      </div>
    </form>
  );
}
