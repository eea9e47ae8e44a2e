import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceOf } from "../../../functions/_shared/domain/device.ts";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const agents: [agent: string, name: string][] = [
  ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox · Linux"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/126.0 Safari/537.36 Edg/126.0`,
    "Edge · Windows",
  ],
  [`Mozilla/5.0 (Linux; Android 14) ${webkit} Chrome/126.0 Mobile Safari/537.36`, "Chrome · Android"],
  [
    `Mozilla/5.0 (Linux; Android 14) ${webkit} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36`,
    "Samsung Internet · Android",
  ],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/17.5 Safari/605.1.15`, "Safari · Mac"],
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) ${webkit} CriOS/126.0 Mobile/15E148 Safari/604.1`,
    "Chrome · iPhone",
  ],
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/126.0 Safari/537.36`, "Chrome · Linux"],
  ["curl/8.7.1", "curl"],
  ["node", "node"],
  ["<b>", ""],
  ["", ""],
];

for (const [agent, name] of agents)
  test(`${name || "nothing"} is named of ${agent || "no user agent"}`, () =>
    assert.equal(deviceOf(agent), name));
