import { useOpenProgram } from "../support/pages.ts";
import { lookAtEveryPage } from "../support/screens.ts";

lookAtEveryPage(useOpenProgram(), { width: 390, height: 844 });
