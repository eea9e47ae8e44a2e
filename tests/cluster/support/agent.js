// Runs inside the cluster: reads HTTP requests as lines of JSON on standard input, sends them, and answers each with a
// line. So a test uses the service like a client in the cluster, on any cluster.
import { createInterface } from "node:readline";

const send = async ({ id, method, url, headers, body, wait = 60000 }) => {
  const began = performance.now();
  const answer = { id };
  try {
    const options = { method, headers, signal: AbortSignal.timeout(wait) };
    const response = await fetch(url, body === undefined ? options : { ...options, body });
    answer.status = response.status;
    answer.headers = Object.fromEntries(response.headers);
    answer.body = await response.text();
  } catch (error) {
    answer.error = `${error.message}: ${error.cause?.message ?? ""}`;
  }
  answer.ms = performance.now() - began;
  process.stdout.write(`${JSON.stringify(answer)}\n`);
};

createInterface({ input: process.stdin }).on("line", (line) => send(JSON.parse(line)));
