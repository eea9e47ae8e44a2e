import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { apply, kubectl, namespace } from "../../../tools/cluster/kubectl.ts";
import { functionOf } from "../../../tools/local/gateway.ts";

/** An answer as the client saw it: a status, or why there is none; it took `ms` milliseconds. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  error?: string;
  ms: number;
}

export interface Request {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A pod in its own namespace that uses the service like any client in the cluster. */
export interface Visitor {
  request(request: Request): Promise<Answer>;
  leave(): Promise<void>;
}

const place = "taskwake-visitor";

/** Starts a visitor in the cluster, from the image of a function, which contains Node. */
export async function openVisitor(image: string): Promise<Visitor> {
  await apply([
    { apiVersion: "v1", kind: "Namespace", metadata: { name: place } },
    { apiVersion: "v1", kind: "Pod", metadata: { name: "visitor", namespace: place }, spec: pod(image) },
  ]);
  await kubectl("wait", "pod/visitor", "-n", place, "--for=condition=Ready", "--timeout=120s");
  const agent = readFileSync(join(import.meta.dirname, "agent.js"), "utf8");
  const args = ["exec", "-i", "-n", place, "visitor", "--", "node", "--input-type=module", "-e", agent];
  const child = spawn("kubectl", args, { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<number, (answer: Answer) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, ...answer } = JSON.parse(line);
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  child.once("exit", () => {
    for (const resolve of waiting.values()) resolve({ error: "the visitor has left", ms: 0 });
    waiting.clear();
  });
  let last = 0;
  return {
    request({ path, body, headers = {}, ...rest }) {
      const service = functionOf(new URL(path, "http://any").pathname) ?? "client";
      const id = ++last;
      const line = {
        ...rest,
        id,
        url: `http://${service}.${namespace}.svc${path}`,
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      };
      child.stdin.write(`${JSON.stringify(line)}\n`);
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    async leave() {
      child.stdin.end();
      child.kill();
      await kubectl("delete", "namespace", place, "--wait=false");
    },
  };
}

const pod = (image: string) => ({
  automountServiceAccountToken: false,
  terminationGracePeriodSeconds: 0,
  containers: [
    {
      name: "visitor",
      image,
      imagePullPolicy: "IfNotPresent",
      command: ["node", "-e", "setInterval(() => {}, 1e9)"],
    },
  ],
});
