"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { watchPerson } from "#src/client/person.ts";
import { leave } from "./leave.ts";

/** On every page of a signed-in person: leaves it when they are signed out in another tab. */
export function SessionGuard({ userId, isShared }: { userId: string; isShared: boolean }) {
  const queryClient = useQueryClient();
  useEffect(
    () => watchPerson(userId, () => leave(queryClient, { keepsNothing: isShared })),
    [userId, isShared, queryClient],
  );
  return null;
}
