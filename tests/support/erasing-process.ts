import { eraseDue } from "#src/features/privacy/erasing/erase-person.ts";
import { systemActor } from "#src/policy/actor.ts";
import { jobContext } from "./jobs.ts";

/** Carries out what is due and ends: a process that a test kills in the middle. */
await eraseDue(jobContext(systemActor("erasing process")));
process.exit(0);
