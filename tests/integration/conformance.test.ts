import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { conformance, scoresOf, startFixtures } from "../conformance/suite.ts";
import { newPerson } from "../support/client.ts";
import { environment } from "../support/environment.ts";
import { freePort } from "../support/world.ts";

const { url } = environment;

/** Milliseconds that a scenario may take: of the older revision, those that need a session take all of it. */
const timeouts = { "2026-07-28": 120_000, "2025-11-25": 6000 };

/** How the scored scenarios end, by name: one that fails or is missing is a regression. */
const expected = {
  "2026-07-28": {
    passed: [
      "server-stateless",
      "completion-complete",
      "tools-list",
      "tools-call-simple-text",
      "tools-call-image",
      "tools-call-audio",
      "tools-call-embedded-resource",
      "tools-call-mixed-content",
      "tools-call-error",
      "tools-call-with-progress",
      "server-sse-multiple-streams",
      "resources-list",
      "resources-read-text",
      "resources-read-binary",
      "resources-templates-read",
      "sep-2164-resource-not-found",
      "prompts-list",
      "prompts-get-simple",
      "prompts-get-with-args",
      "prompts-get-embedded-resource",
      "prompts-get-with-image",
      "dns-rebinding-protection",
      "caching",
      "input-required-result-basic-elicitation",
      "input-required-result-basic-sampling",
      "input-required-result-basic-list-roots",
      "input-required-result-request-state",
      "input-required-result-multiple-input-requests",
      "input-required-result-multi-round",
      "input-required-result-missing-input-response",
      "input-required-result-non-tool-request",
      "input-required-result-result-type",
      "input-required-result-unsupported-methods",
      "input-required-result-tampered-state",
      "input-required-result-capability-check",
      "input-required-result-ignore-extra-params",
      "input-required-result-validate-input",
    ],
    failed: [],
  },
  "2025-11-25": {
    passed: [
      "server-initialize",
      "logging-set-level",
      "ping",
      "completion-complete",
      "tools-list",
      "tools-call-simple-text",
      "tools-call-image",
      "tools-call-audio",
      "tools-call-embedded-resource",
      "tools-call-mixed-content",
      "tools-call-with-logging",
      "tools-call-error",
      "tools-call-with-progress",
      "server-sse-multiple-streams",
      "resources-list",
      "resources-read-text",
      "resources-read-binary",
      "resources-templates-read",
      "resources-subscribe",
      "resources-unsubscribe",
      "prompts-list",
      "prompts-get-simple",
      "prompts-get-with-args",
      "prompts-get-embedded-resource",
      "prompts-get-with-image",
      "dns-rebinding-protection",
    ],
    // These send the client a request within a call. Its answer needs a session, which a stateless server does not have.
    failed: [
      "tools-call-sampling",
      "tools-call-elicitation",
      "elicitation-sep1034-defaults",
      "elicitation-sep1330-enums",
    ],
  },
};

describe("the official conformance suite", { concurrency: true }, () => {
  for (const revision of ["2026-07-28", "2025-11-25"] as const)
    test(`asks for what ${revision} requires of a server, and gets it`, async (t) => {
      const fixtures = await startFixtures();
      try {
        const { passed, failed } = await scoresOf(fixtures.url, revision, timeouts[revision]);
        t.diagnostic(
          `${revision}: ${passed.length} of ${passed.length + failed.length} scored scenarios passed`,
        );
        assert.deepEqual({ passed, failed }, expected[revision]);
      } finally {
        fixtures.stop();
      }
    });

  test("gets a token from the authorization server as a client does", async () => {
    const port = await freePort();
    const redirect_uris = [`http://127.0.0.1:${port}/callback`];
    const client = await post("/oauth/register", { client_name: "Conformance", redirect_uris });
    const given = [
      "--client-id",
      client.client_id as string,
      "--port",
      String(port),
      "--resource",
      `${url}/mcp`,
    ];
    const run = conformance(["authorization", "--url", url, ...given]);
    let shown = "";
    const page = await new Promise<string>((resolve, reject) => {
      run.child.stdout.on("data", (piece) => {
        shown += piece;
        const found = /^http\S+\/oauth\/authorize\?\S+\n/m.exec(shown)?.[0];
        if (found) resolve(found.trim());
      });
      run.child.once("close", () => reject(new Error(shown)));
    });
    await allow(page);
    assert.equal(await new Promise((resolve) => run.child.once("close", resolve)), 0, await run.output);
    const names = [...(await run.output).matchAll(/^([✓✗]) ([\w-]+):/gm)].map(([, mark, name]) => [
      mark,
      name,
    ]);
    assert.deepEqual(names, [
      ["✓", "authorization-server-metadata-endpoint"],
      ["✓", "authorization-code-grant"],
    ]);
  });
});

async function post(path: string, body: object) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, string>;
}

/** Lets a person allow the client whose page this is, and follows where that leads. */
async function allow(page: string): Promise<void> {
  const person = await newPerson(url);
  const { headers } = await fetch(page, { redirect: "manual" });
  const { hash } = new URL(headers.get("location") as string);
  const request = new URLSearchParams(hash.split("?")[1]).get("request");
  const answer = { allow: true, scopes: ["tasks:read"] };
  const { status, body } = await person.call("POST", `/v1/connections/requests/${request}`, { body: answer });
  assert.equal(status, 200, JSON.stringify(body));
  await fetch(body.redirect_to);
}
