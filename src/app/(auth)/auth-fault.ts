import type { Problem } from "#src/client/api.ts";
import { strings } from "./strings.ts";

export type Fault = { tone: "danger" | "warning"; title: string; help: string };

/** Explains why a form of these pages failed and what to do. */
export function faultOf(problem: Problem): Fault {
  if (problem.isOffline) return { tone: "warning", title: strings.offline, help: strings.offlineHelp };
  switch (problem.code) {
    case "unauthenticated":
    case "invalid":
      return { tone: "danger", title: strings.wrongCredentials, help: strings.wrongCredentialsHelp };
    case "locked_out":
    case "rate_limited":
      return {
        tone: "warning",
        title: strings.lockedOut(waitWords(problem.retryAfterSeconds ?? 60)),
        help: strings.lockedOutHelp,
      };
    case "forbidden":
      // The server says why: of a school that was suspended, nobody may sign in.
      return { tone: "warning", title: strings.notAllowed, help: problem.detail };
    default:
      return { tone: "danger", title: strings.failed, help: strings.failedHelp };
  }
}

function waitWords(seconds: number): string {
  return seconds < 60 ? strings.seconds(Math.ceil(seconds)) : strings.minutes(Math.ceil(seconds / 60));
}
