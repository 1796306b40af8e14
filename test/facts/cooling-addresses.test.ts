import assert from "node:assert/strict";

import fc from "fast-check";
import {
  addressesOfCronJob,
  coolingAddresses,
  coolingAddressesPerNode,
  parseCronSchedule,
  shortestPeriodSeconds,
  type CronJobLoad,
  type CronSchedule,
} from "productionproof-eks-policies/facts";

/** A Tuesday. */
const FROM = new Date("2026-11-24T10:00:00Z");

function schedule(text: string, timeZone?: string): CronSchedule {
  return parseCronSchedule(text, timeZone) ?? assert.fail(`${text} is no schedule`);
}

function cronJob(text: string, pods: number, timeZone?: string): CronJobLoad {
  return { schedule: schedule(text, timeZone), pods, durationSeconds: 20 };
}

describe("a CronJob's schedule", () => {
  for (const [text, seconds] of [
    ["* * * * *", 60],
    ["*/5 * * * *", 300],
    ["5/15 * * * *", 900],
    ["0,1 * * * *", 60],
    ["59,0 * * * *", 60],
    ["*/40 * * * *", 1200],
    ["0 0,23 * * *", 3600],
    ["@hourly", 3600],
    ["@midnight", 86_400],
    ["@weekly", 604_800],
    ["@every 1h30m", 5400],
    ["0 3 * * MON-FRI", 86_400],
    ["0 3 * * 7", 604_800],
    ["? ? ? * ?", 60],
    ["0 0 1 feb,mar *", 28 * 86_400],
  ] as const) {
    it(`${text} runs every ${seconds} s at its closest`, () => {
      assert.equal(shortestPeriodSeconds(schedule(text), FROM), seconds);
    });
  }

  it("of both a date and a weekday runs on either", () => {
    assert.equal(shortestPeriodSeconds(schedule("0 0 13 * 5"), new Date("2026-11-01")), 86_400);
  });

  it("that never runs, or once a year, has no period", () => {
    assert.equal(shortestPeriodSeconds(schedule("0 0 30 2 *"), FROM), undefined);
    assert.equal(shortestPeriodSeconds(schedule("@yearly"), FROM), undefined);
  });

  for (const text of [
    "",
    "* * * *",
    "* * * * * *",
    "60 * * * *",
    "@reboot",
    "@every 0s",
    "@every soon",
    "TZ=UTC 0 0 * * *",
    "0 0 L * *",
    "0 0 15W * *",
    "0 0 * * MON#2",
    "every day",
  ]) {
    it(`is not "${text}"`, () => {
      assert.equal(parseCronSchedule(text), undefined);
    });
  }

  it("is in a time zone that exists", () => {
    assert.equal(parseCronSchedule("0 0 * * *", "Mars/Olympus"), undefined);
    assert.equal(parseCronSchedule("@every 5m", "Mars/Olympus"), undefined);
  });
});

describe("addresses that cool down", () => {
  it("are λ·T on average, and all of a minute's pods at once", () => {
    assert.deepEqual(coolingAddresses([cronJob("* * * * *", 20)], FROM), {
      average: 10,
      burst: 20,
      atOnce: 20,
    });
    assert.deepEqual(
      coolingAddresses([cronJob("*/5 * * * *", 20), cronJob("*/5 * * * *", 3)], FROM).burst,
      23,
    );
    assert.deepEqual(coolingAddresses([], FROM), { average: 0, burst: 0, atOnce: 0 });
  });

  it("are more with retries, which come later and so are not in the burst", () => {
    assert.deepEqual(coolingAddresses([{ ...cronJob("* * * * *", 20), retries: 3 }], FROM), {
      average: 40,
      burst: 20,
      atOnce: 40,
    });
  });

  it("are of several minutes where the cooldown is longer than one", () => {
    const jobs = [cronJob("0 * * * *", 5), cronJob("59 * * * *", 7), cronJob("30 * * * *", 10)];
    assert.equal(coolingAddresses(jobs, FROM, 60).burst, 10);
    assert.equal(coolingAddresses(jobs, FROM, 61).burst, 12);
    assert.equal(coolingAddresses(jobs, FROM, 0).atOnce, 0);
  });

  it("meet across time zones, in the half of the year in which they do", () => {
    const berlin = cronJob("0 2 * * *", 5, "Europe/Berlin");
    const winter = coolingAddresses([berlin, cronJob("0 1 * * *", 7)], FROM);
    const summer = coolingAddresses([berlin, cronJob("0 0 * * *", 9)], FROM);
    const never = coolingAddresses([berlin, cronJob("0 2 * * *", 9)], FROM);
    assert.deepEqual([winter.burst, summer.burst, never.burst], [12, 14, 9]);
    const kolkata = coolingAddresses([cronJob("30 5 * * *", 5, "Asia/Kolkata"), cronJob("@daily", 7)], FROM);
    assert.equal(kolkata.burst, 12);
    const tokyo = cronJob("0 0 * * 1", 5, "Asia/Tokyo");
    assert.equal(coolingAddresses([tokyo, cronJob("0 15 * * 0", 7)], FROM).burst, 12);
    const honolulu = cronJob("0 23 * * 1", 5, "Pacific/Honolulu");
    assert.equal(coolingAddresses([honolulu, cronJob("0 9 * * 2", 7)], FROM).burst, 12);
    const midnight = [cronJob("59 23 * * 1", 5), cronJob("0 0 * * 2", 7)];
    assert.equal(coolingAddresses(midnight, FROM, 90).burst, 12);
  });

  it("meet on the days on which both run", () => {
    const monday = cronJob("0 3 * * 1", 5);
    assert.equal(coolingAddresses([monday, cronJob("0 3 * * 2", 7)], FROM).burst, 7);
    assert.equal(coolingAddresses([monday, cronJob("0 3 1 * *", 7)], FROM).burst, 12);
  });

  it("meet an interval at any time", () => {
    assert.equal(
      coolingAddresses([cronJob("0 3 * * *", 5), cronJob("@every 10s", 2)], FROM).burst,
      5 + 3 * 2,
    );
  });

  it("are what counting every minute of a week comes to", () => {
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
        assert.equal(coolingAddresses(loads, FROM).burst, fullest);
      }),
      { numRuns: 20 },
    );
  });

  it("of a node are twice its share, and never more than the cluster's", () => {
    assert.equal(coolingAddressesPerNode(20, 15), 3);
    assert.equal(coolingAddressesPerNode(20, 1), 20);
    assert.equal(coolingAddressesPerNode(20, 20, 1), 1);
    assert.equal(coolingAddressesPerNode(0, 15), 0);
  });
});

describe("addresses that a CronJob's pods hold", () => {
  it("are for as long as they run and cool", () => {
    assert.deepEqual(addressesOfCronJob(cronJob("* * * * *", 10), FROM), {
      average: (10 * 50) / 60,
      most: 10,
    });
    const slow = { ...cronJob("* * * * *", 10), durationSeconds: 100 };
    assert.equal(addressesOfCronJob(slow, FROM).most, 30);
    assert.deepEqual(addressesOfCronJob(cronJob("@yearly", 10), FROM), { average: 0, most: 10 });
  });
});

/** Minutes, hours and weekdays of a schedule, read in the plainest way. */
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
