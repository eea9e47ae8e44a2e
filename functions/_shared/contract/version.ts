/** The version of the product, which covers its API; a test compares it with package.json. */
export const version = "0.1.0";
