"use client";

import { RotateCw } from "lucide-react";
import { Button, type ButtonProps } from "#src/ui/button.tsx";
import { useRetryDeployment } from "./deployment-queries.ts";
import { frameworkStrings } from "./framework-strings.ts";

export type RetryButtonProps = Pick<ButtonProps, "className" | "variant"> & {
  deploymentId: string;
  /** Whom it is for, where a list has several such buttons. */
  named?: string;
};

/** Starts a failed deployment again, and says so where that fails. */
export function RetryButton({ deploymentId, named, ...button }: RetryButtonProps) {
  const retry = useRetryDeployment(deploymentId);
  return (
    <>
      <Button
        {...button}
        aria-label={named === undefined ? undefined : frameworkStrings.tryAgainFor(named)}
        icon={<RotateCw aria-hidden />}
        loading={retry.isPending}
        onClick={() => retry.mutate()}
      >
        {frameworkStrings.tryAgain}
      </Button>
      <p className="basis-full text-sm text-danger empty:hidden" role="alert">
        {retry.isError ? frameworkStrings.retryFailed : null}
      </p>
    </>
  );
}
