import assert from "node:assert/strict";
import { test } from "node:test";
import { networkOf } from "../../../../functions/api/auth/limits.ts";

test("what one subscriber has counts as one", () => {
  const cases: [string, string][] = [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "::ffff:192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["2001:db8::9", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ];
  for (const [ip, network] of cases) assert.equal(networkOf(ip), network, ip);
});
