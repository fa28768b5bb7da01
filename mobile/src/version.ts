/** Of the app, as its config and its package have it. */
export const version = "0.1.0";
