/** A separate file, so that the animation code is loaded after the page. */
export { domAnimation as default } from "motion/react";
