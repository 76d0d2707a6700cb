"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "#src/ui/card.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { Switch } from "#src/ui/switch.tsx";
import { toast } from "#src/ui/toast.tsx";
import { factorKeys, saveSignInRules, signInRulesQuery } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";
import { LimitsCard } from "./limits-card.tsx";

const roles = ["SCHOOL_ADMIN", "CLINICAL_SUPERVISOR", "STUDENT"] as const;

/** Which roles of the school need a second step, and how long its people stay signed in. */
export function SignInRulesSection() {
  const titleId = useId();
  const client = useQueryClient();
  const rules = useQuery(signInRulesQuery());
  const save = useMutation({
    networkMode: "always",
    mutationFn: saveSignInRules,
    onSuccess: (saved, sent) => {
      client.setQueryData(factorKeys.rules(), saved);
      toast.success(
        "idleMinutes" in sent || "longestHours" in sent || "sharedIdleMinutes" in sent
          ? strings.limitsSaved
          : strings.rulesSaved,
      );
    },
    onError: (error) => toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {}),
  });
  return (
    <QueryContent frame={(content) => <Card>{content}</Card>} query={rules} skeleton={<ListSkeleton rows={3} />}>
      {(known) => (
        <div className="flex flex-col gap-5">
          <Card aria-labelledby={titleId} className="max-w-2xl">
            <CardHeader description={strings.rulesHelp} title={strings.rules} titleId={titleId} />
            <CardBody className="flex flex-col gap-4 pt-0">
              {roles.map((role) => (
                <div className="flex items-center justify-between gap-4" key={role}>
                  <p className="font-medium">{strings.rulesOf[role]}</p>
                  <Switch
                    checked={known.factorRoles.includes(role)}
                    disabled={save.isPending}
                    label={strings.rulesOf[role]}
                    onChange={({ target }) =>
                      save.mutate({
                        factorRoles: target.checked
                          ? [...known.factorRoles, role]
                          : known.factorRoles.filter((other) => other !== role),
                      })
                    }
                  />
                </div>
              ))}
            </CardBody>
            <CardFooter>
              <p className="text-pretty">{strings.rulesLost}</p>
            </CardFooter>
          </Card>
          <LimitsCard isSaving={save.isPending} onChange={(changed) => save.mutate(changed)} rules={known} />
        </div>
      )}
    </QueryContent>
  );
}
