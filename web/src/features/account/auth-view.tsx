import { lazy } from "../../parts/lazy.tsx";

/** The log-in page; most starts never show it. */
export const AuthView = lazy(async () => (await import("./auth.tsx")).AuthView);
