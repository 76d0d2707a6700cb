"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { watchPerson } from "#src/client/person.ts";
import { openSealed } from "#src/ui/sealed/storage.ts";
import { leave } from "./leave.ts";

/** On every page of a signed-in person: opens what the device keeps of them, and leaves when they are signed out in another tab. */
export function SessionGuard({ userId, isShared }: { userId: string; isShared: boolean }) {
  const queryClient = useQueryClient();
  useEffect(() => openSealed(userId, isShared), [userId, isShared]);
  useEffect(
    () => watchPerson(userId, () => void leave(queryClient, { keepsNothing: isShared })),
    [userId, isShared, queryClient],
  );
  return null;
}
