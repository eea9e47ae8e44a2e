import type { Answer, Person } from "./client.ts";
import { eventually } from "./eventually.ts";

/**
 * The result of an operation, "succeeded" or its problem's code: from its answer or, if the api did not wait for it,
 * from its stored state.
 */
export async function endOf(person: Person, id: string, answer?: Answer): Promise<string> {
  const status = answer?.status ?? 503;
  if (status !== 202 && status !== 503) return status < 300 ? "succeeded" : answer?.body.code;
  const remembered = async () => {
    const { status, body } = await person.call("GET", `/v1/operations/${id}`);
    return status === 200 && body.status !== "accepted" ? (body.problem?.code ?? body.status) : undefined;
  };
  return eventually(remembered, { ms: 60_000, every: 250, what: `the end of operation ${id}` });
}
