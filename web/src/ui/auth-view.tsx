import { lazy } from "./lazy.tsx";

/** The log-in page; most starts never show it. */
export const AuthView = lazy(async () => (await import("../views/auth.tsx")).AuthView);
