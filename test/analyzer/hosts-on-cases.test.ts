import assert from "node:assert/strict";

import { rules } from "../../policies/src/rules/index.ts";
import { sample } from "../sample.ts";
import type { ComparedHosts } from "./compared-hosts.ts";
import { configure, startPackHosts } from "./pack-hosts.ts";
import { testerCases, type Judged } from "./tester-cases.ts";

describe("the executable and the directory, on the cases of the rules' own tests,", () => {
  let hosts: ComparedHosts;
  before(async () => {
    hosts = await startPackHosts();
  });
  after(() => hosts.stop());

  it("judge alike", async () => {
    const cases = await testerCases();
    assert.deepEqual([...new Set(cases.map(({ rule }) => rule))], rules);
    for (const round of rounds(sample(cases, 24))) {
      const settings = round.map(
        ([
          {
            rule,
            settings: { level, options },
          },
        ]) => [rule.id, { enforcementLevel: level, ...options }],
      );
      await configure(hosts, Object.fromEntries(settings) as object);
      const subjects = round.flat().map(({ subject }) => subject);
      await hosts.judgeAll(subjects.flatMap((subject) => ("props" in subject ? [subject] : [])));
      for (const subject of subjects) if (!("props" in subject)) await hosts.judgeStack(subject);
    }
  });
});

/** Cases of one rule with the same settings. */
type CasesOfRule = [Judged, ...Judged[]];

/**
 * The cases in as few rounds as there are settings of one rule: in each, the cases of a rule have the same settings, and the hosts
 * are configured once for all rules.
 */
function rounds(cases: readonly Judged[]): readonly (readonly CasesOfRule[])[] {
  const groups = new Map<string, CasesOfRule>();
  for (const each of cases) {
    const key = JSON.stringify([each.rule.id, each.settings]);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  const found: CasesOfRule[][] = [];
  for (const group of groups.values()) {
    const round = found.find((others) => others.every(([{ rule }]) => rule !== group[0].rule));
    if (round) round.push(group);
    else found.push([group]);
  }
  return found;
}
