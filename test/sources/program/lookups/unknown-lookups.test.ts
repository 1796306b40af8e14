import assert from "node:assert/strict";

import { UNKNOWN } from "../../../../policies/src/rule/property-value.ts";
import {
  answerEntry,
  UnknownLookups,
} from "../../../../policies/src/sources/program/lookups/unknown-lookups.ts";

const VPC = "aws:ec2/getVpc:getVpc";
const SUBNET = "aws:ec2/getSubnet:getSubnet";

describe("lookups with unknown answers", () => {
  it("are named once for each function, with an entry for each call", () => {
    const lookups = new UnknownLookups();
    lookups.add(VPC, { id: "vpc-1" }, { id: "vpc-1", cidrBlock: UNKNOWN });
    lookups.add(VPC, { id: "vpc-2" }, { id: "vpc-2", cidrBlock: UNKNOWN, tags: { Name: UNKNOWN } });
    lookups.add(VPC, { id: "vpc-1" }, { id: "vpc-1", cidrBlock: UNKNOWN });
    lookups.add("shop:index:getTeam", {});
    assert.deepEqual(lookups.lines(), [
      `${VPC}: cidrBlock, tags not known offline; to answer it, add to "lookups" in productionproof.json: {"token":"${VPC}","args":{"id":"vpc-1"},"result":{"cidrBlock":"…"}}, {"token":"${VPC}","args":{"id":"vpc-2"},"result":{"cidrBlock":"…","tags":"…"}}`,
      'shop:index:getTeam: its answer not known offline; to answer it, add to "lookups" in productionproof.json: {"token":"shop:index:getTeam","result":{}}',
    ]);
  });

  it("are named with what the program's own code uses of them", () => {
    const lookups = new UnknownLookups();
    lookups.add(VPC, {}, { cidrBlock: UNKNOWN });
    lookups.addUse(VPC, "cidrBlock");
    lookups.addUse(VPC, "cidrBlock");
    lookups.addUse(VPC, "");
    const use = `, and the program's own code depends on cidrBlock, its answer`;
    assert.match(
      String(lookups.lines()),
      new RegExp(`^${VPC}: cidrBlock not known offline${use}; to answer it`),
    );
    assert.deepEqual(lookups.uses(), [VPC + use]);
    assert.deepEqual(new UnknownLookups().lines(), []);
  });

  it("are all named if the program's own code passes one's answer to another", () => {
    const lookups = new UnknownLookups();
    lookups.addLater(SUBNET, ["cidrBlock"]);
    lookups.add(VPC, {}, { id: UNKNOWN });
    assert.equal(lookups.lines().length, 1, "the argument of the other is the output of a resource");
    lookups.addUse(VPC, "id");
    assert.deepEqual(
      lookups.lines().map((line) => line.replace(/^.*\.json: /, "")),
      [`{"token":"${VPC}","result":{"id":"…"}}`, `{"token":"${SUBNET}","result":{"cidrBlock":"…"}}`],
    );
  });

  it("are answered by entries without arguments that aren't plain values", () => {
    const args = {
      id: "vpc-1",
      filters: [{ name: "tag:a", values: ["b"] }],
      other: UNKNOWN,
      secret: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hunter2" },
    };
    assert.deepEqual(JSON.parse(answerEntry(VPC, args)), {
      token: VPC,
      args: { id: "vpc-1", filters: [{ name: "tag:a", values: ["b"] }] },
      result: {},
    });
  });
});
