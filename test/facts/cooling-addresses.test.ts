import assert from "node:assert/strict";

import fc from "fast-check";
import {
  addressesOfCronJob,
  addressesOfCronJobs,
  coolingAddresses,
  coolingAddressesPerNode,
  parseSchedule,
  type CronJobLoad,
} from "productionproof-eks-policies/facts";

function cronJob(text: string, pods: number, timeZone = "UTC"): CronJobLoad {
  const schedule = parseSchedule(text) ?? assert.fail(`${text} is no schedule`);
  return { schedule, timeZone, pods, durationSeconds: 20 };
}

describe("addresses that cool down", () => {
  it("are λ·T on average, and all pods of one minute in a burst", () => {
    assert.deepEqual(coolingAddresses([cronJob("* * * * *", 20)]), {
      average: 10,
      burst: 20,
      atOnce: 20,
    });
    assert.deepEqual(coolingAddresses([cronJob("*/5 * * * *", 20), cronJob("*/5 * * * *", 3)]).burst, 23);
    assert.deepEqual(coolingAddresses([]), { average: 0, burst: 0, atOnce: 0 });
  });

  it("are more with retries, which come later and so are not in the burst", () => {
    assert.deepEqual(coolingAddresses([{ ...cronJob("* * * * *", 20), retries: 3 }]), {
      average: 40,
      burst: 20,
      atOnce: 40,
    });
  });

  it("are from several minutes if the cooldown is longer than one minute", () => {
    const jobs = [cronJob("0 * * * *", 5), cronJob("59 * * * *", 7), cronJob("30 * * * *", 10)];
    assert.equal(coolingAddresses(jobs, 60).burst, 10);
    assert.equal(coolingAddresses(jobs, 61).burst, 12);
    assert.equal(coolingAddresses([...jobs, cronJob("* * * * *", 5)], 0).atOnce, 0);
    assert.equal(coolingAddresses([cronJob("* * * * *", 5)], 7200).burst, 120 * 5);
  });

  it("coincide across time zones, in the half of the year in which the runs do", () => {
    const berlin = cronJob("0 2 * * *", 5, "Europe/Berlin");
    const winter = coolingAddresses([berlin, cronJob("0 1 * * *", 7)]);
    const summer = coolingAddresses([berlin, cronJob("0 0 * * *", 9)]);
    const never = coolingAddresses([berlin, cronJob("0 2 * * *", 9)]);
    assert.deepEqual([winter.burst, summer.burst, never.burst], [12, 14, 9]);
    const kolkata = coolingAddresses([cronJob("30 5 * * *", 5, "Asia/Kolkata"), cronJob("@daily", 7)]);
    assert.equal(kolkata.burst, 12);
    const tokyo = cronJob("0 0 * * 1", 5, "Asia/Tokyo");
    assert.equal(coolingAddresses([tokyo, cronJob("0 15 * * 0", 7)]).burst, 12);
    const honolulu = cronJob("0 23 * * 1", 5, "Pacific/Honolulu");
    assert.equal(coolingAddresses([honolulu, cronJob("0 9 * * 2", 7)]).burst, 12);
    const midnight = [cronJob("59 23 * * 1", 5), cronJob("0 0 * * 2", 7)];
    assert.equal(coolingAddresses(midnight, 90).burst, 12);
  });

  it("coincide on days with runs of both", () => {
    const monday = cronJob("0 3 * * 1", 5);
    assert.equal(coolingAddresses([monday, cronJob("0 3 * * 2", 7)]).burst, 7);
    assert.equal(coolingAddresses([monday, cronJob("0 3 1 * *", 7)]).burst, 12);
  });

  it("coincide with an interval at any time", () => {
    assert.equal(coolingAddresses([cronJob("0 3 * * *", 5), cronJob("@every 10s", 2)]).burst, 5 + 3 * 2);
  });

  it("match a count of every minute of a week", () => {
    const field = (max: number) =>
      fc.oneof(
        fc.constant("*"),
        fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
        fc.nat(max).map(String),
      );
    const text = fc
      .tuple(field(59), field(23), fc.constantFrom("*", "1-5", "0"))
      .map(([minute, hour, weekday]) => `${minute} ${hour} * * ${weekday}`);
    const jobs = fc.array(fc.record({ text, pods: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(jobs, (all) => {
        const loads = all.map((job) => cronJob(job.text, job.pods));
        let fullest = 0;
        for (let minute = 0; minute < 7 * 1440; minute++) {
          const date = new Date(Date.UTC(2026, 10, 22, 0, minute));
          const running = all.filter((job) => matches(job.text, date)).map(({ pods }) => pods);
          fullest = Math.max(
            fullest,
            running.reduce((sum, pods) => sum + pods, 0),
          );
        }
        assert.equal(coolingAddresses(loads).burst, fullest);
      }),
      { numRuns: 20 },
    );
  });

  it("on a node are twice its share, and never more than those of the cluster", () => {
    assert.equal(coolingAddressesPerNode(20, 15), 3);
    assert.equal(coolingAddressesPerNode(20, 1), 20);
    assert.equal(coolingAddressesPerNode(20, 20, 1), 1);
    assert.equal(coolingAddressesPerNode(0, 15), 0);
  });
});

describe("addresses that a CronJob's pods hold", () => {
  it("are held while they run and cool down", () => {
    assert.deepEqual(addressesOfCronJob(cronJob("* * * * *", 10)), {
      average: (10 * 50) / 60,
      most: 10,
    });
    const slow = { ...cronJob("* * * * *", 10), durationSeconds: 100 };
    assert.equal(addressesOfCronJob(slow).most, 30);
    const once = { average: (10 * 50) / (365 * 86_400), most: 10 };
    assert.deepEqual(addressesOfCronJob(cronJob("@yearly", 10)), once);
    assert.deepEqual(addressesOfCronJobs([slow, cronJob("@yearly", 10)]), {
      average: (10 * 130) / 60 + once.average,
      most: 40,
    });
    assert.deepEqual(addressesOfCronJobs([]), { average: 0, most: 0 });
  });
});

/** Parses the minutes, hours and weekdays of a schedule in the simplest way. */
function matches(text: string, date: Date): boolean {
  const [minute = "", hour = "", , , weekday = ""] = text.split(" ");
  const is = (field: string, value: number): boolean => {
    if (field === "*") return true;
    if (field.startsWith("*/")) return value % Number(field.slice(2)) === 0;
    if (field === "1-5") return value >= 1 && value <= 5;
    return Number(field) === value;
  };
  return is(minute, date.getUTCMinutes()) && is(hour, date.getUTCHours()) && is(weekday, date.getUTCDay());
}
