import assert from "node:assert/strict";

import { ingressRules } from "../../infra/cluster/ingress-rules.ts";
import { ingressRule } from "../../infra/settings/ingress-rule.ts";

function problemOf(rule: unknown): string | undefined {
  return ingressRule
    .safeParse(rule)
    .error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)
    .join();
}

describe("ingress rules of the cluster", () => {
  it("let a block reach the API endpoint by default, or a security group any ports", () => {
    const rules = {
      vpn: ingressRule.parse({ cidr: "10.200.0.0/16" }),
      metrics: ingressRule.parse({ securityGroupId: "sg-0123456789abcdef0", port: 9100, lastPort: 9110 }),
      dns: ingressRule.parse({ cidr: "10.201.0.0/16", port: 53, protocol: "udp" }),
    };
    assert.deepEqual(ingressRules(rules), [
      [
        "vpn",
        { cidrIpv4: "10.200.0.0/16", ipProtocol: "tcp", fromPort: 443, toPort: 443, description: "vpn" },
      ],
      [
        "metrics",
        {
          referencedSecurityGroupId: "sg-0123456789abcdef0",
          ipProtocol: "tcp",
          fromPort: 9100,
          toPort: 9110,
          description: "metrics",
        },
      ],
      ["dns", { cidrIpv4: "10.201.0.0/16", ipProtocol: "udp", fromPort: 53, toPort: 53, description: "dns" }],
    ]);
  });

  for (const [mistake, rule, problem] of [
    ["no source", {}, "cidr: expected a cidr or a securityGroupId"],
    [
      "two sources",
      { cidr: "10.0.0.0/16", securityGroupId: "sg-0123456789abcdef0" },
      "securityGroupId: expected none beside cidr; add a rule of its own for it",
    ],
    [
      "ports in reverse",
      { cidr: "10.0.0.0/16", port: 443, lastPort: 80 },
      "lastPort: expected 443 or more: port is 443",
    ],
    [
      "everyone",
      { cidr: "0.0.0.0/0" },
      "cidr: expected an IPv4 block of /8 or smaller, such as 10.200.0.0/16",
    ],
    [
      "the name of a group",
      { securityGroupId: "vpn" },
      "securityGroupId: expected the ID of a security group, such as sg-0123456789abcdef0",
    ],
  ] as const) {
    it(`refuse ${mistake}`, () => {
      assert.equal(problemOf(rule), problem);
    });
  }
});
