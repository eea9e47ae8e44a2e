import fc from "fast-check";

// Loaded before every test: one fixed seed, so that a red run tells of the change; `SEED=random` goes hunting.
const { SEED = "1" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
