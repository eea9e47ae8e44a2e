import { callHeaders } from "../../../functions/_shared/contract/internal.ts";

// Calls of other functions by the sidecar of a function's pod, for a person: the name of each call and its status.
declare const INPUT: { user: string };

const origin = { client_id: "test", client_name: "", token_id: "test", conversation_id: null, turn_id: "" };
const headers = {
  "dapr-api-token": process.env.DAPR_API_TOKEN ?? "",
  "content-type": "application/json",
  ...callHeaders(INPUT.user, origin),
};

const call = async (method: string, path: string, body: object | null = null, app = "api") => {
  const url = `http://127.0.0.1:3500/v1.0/invoke/${app}/method/${path}`;
  return (await fetch(url, { method, headers, body: body && JSON.stringify(body) })).status;
};

console.log(
  JSON.stringify({
    "create a task": await call("POST", "v1/tasks", { title: "By an assistant" }),
    "read tasks": await call("GET", "v1/tasks"),
    "export everything": await call("GET", "v1/export"),
    "make a token": await call("POST", "v1/tokens", { name: "Mine", scopes: ["tasks:read"] }),
    "call another function": await call("GET", "healthz", null, "sync"),
  }),
);
