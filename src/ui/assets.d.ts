/** Style sheets are imported for their effect only; the bundler gives them no value. */
declare module "*.css";
