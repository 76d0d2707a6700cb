/**
 * The widths at which a flow is walked: that of a phone, where there is least room; in `npm run soak` that of a desk too. Every
 * page is looked at in both by `screens-phone` and `screens-desk`.
 */
export const widths: readonly number[] = process.env.SOAK ? [390, 1440] : [390];
