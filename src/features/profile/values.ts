/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const themes = ["light", "dark", "system"] as const;

export const maxNameLength = 200;
export const maxPronounsLength = 40;

/** Of a picture as it is sent; what is kept has a few kilobytes. */
export const maxPictureBytes = 10 * 1024 * 1024;
export const pictureTypes = ["image/jpeg", "image/png", "image/webp"] as const;
