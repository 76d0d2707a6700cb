import { useOpenProgram } from "../support/pages.ts";
import { lookAtEveryPageOnPhone } from "../support/screens.ts";

lookAtEveryPageOnPhone(useOpenProgram());
