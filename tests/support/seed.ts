import fc from "fast-check";

// Loaded before every test: a fixed seed, so that a failure is caused by the change; `SEED=random` searches for new
// failures.
const { SEED = "1" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
