/** In a file of its own, so that animation arrives after the page instead of with it. */
export { domAnimation as default } from "motion/react";
