import assert from "node:assert/strict";

import fc from "fast-check";

import { busiestMinute, type ScheduledRun } from "../../policies/src/facts/schedule-load.ts";
import { parseSchedule } from "../../policies/src/facts/schedule.ts";
import { clockChanges, isTimeZone, utcOffsetMinutes } from "../../policies/src/facts/time-zone.ts";

const run = (text: string, timeZone = "UTC"): ScheduledRun => {
  const schedule = parseSchedule(text);
  assert.ok(schedule?.kind === "calendar", text);
  return { schedule, timeZone, weight: 1 };
};
const most = (...runs: readonly ScheduledRun[]): number => busiestMinute(runs).length;

describe("the busiest minute of a year", () => {
  it("has every schedule that runs in it", () => {
    assert.equal(most(run("* * * * *"), run("0 * * * *"), run("@daily"), run("@monthly"), run("@yearly")), 5);
    assert.equal(most(run("0 * * * *"), run("30 * * * *"), run("15,45 * * * *")), 1);
    assert.equal(most(run("0 0 1 * *"), run("0 0 31 * *")), 1);
    assert.equal(most(), 0);
    assert.equal(most(run("0 0 30 2 *")), 0);
  });

  it("has those in other time zones that start at the same moment", () => {
    assert.equal(most(run("0 12 * * *"), run("0 21 * * *", "Asia/Tokyo")), 2);
    assert.equal(most(run("0 12 * * *"), run("0 12 * * *", "Asia/Tokyo")), 1);
    assert.equal(most(run("0 23 31 12 *"), run("0 0 1 1 *", "Africa/Lagos")), 2);
  });

  it("has those that coincide only in summer", () => {
    assert.equal(most(run("0 12 * * *"), run("0 14 * * *", "Europe/Berlin")), 2);
    assert.equal(most(run("0 12 * * *"), run("0 13 * * *", "Europe/Berlin")), 2);
    assert.equal(most(run("0 12 * * *"), run("0 15 * * *", "Europe/Berlin")), 1);
  });

  it("has as many as the minute of the hour that most hourly schedules share", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 59 }), { minLength: 1, maxLength: 8 }), (minutes) => {
        const counts = minutes.map((minute) => minutes.filter((other) => other === minute).length);
        assert.equal(most(...minutes.map((minute) => run(`${minute} * * * *`))), Math.max(...counts));
      }),
      { numRuns: 10 },
    );
  });
});

describe("time zones", () => {
  it("are those of the IANA database", () => {
    const names = ["Europe/Berlin", "Etc/UTC", "UTC", "Local", "local", "+01:00", "Mars/Olympus", ""];
    assert.deepEqual(names.map(isTimeZone), [true, true, true, false, false, false, false, false]);
  });

  it("are those of Go's data, in their case, and not what else JavaScript knows", () => {
    for (const name of [
      "PST",
      "CST",
      "IST",
      "utc",
      "europe/berlin",
      "US/Pacific-New",
      "SystemV/AST4",
      "Europe",
    ]) {
      assert.equal(isTimeZone(name), false, name);
    }
    for (const name of [
      "PST8PDT",
      "EST",
      "Etc/GMT+12",
      "America/Argentina/Ushuaia",
      "Asia/Saigon",
      "Factory",
    ]) {
      assert.equal(isTimeZone(name), true, name);
      assert.ok(Number.isFinite(utcOffsetMinutes(name, new Date("2028-01-15"))), name);
    }
  });

  it("change their clocks at times that don't exist or exist twice, in either half of the year", () => {
    const changes = ["Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Tokyo", "Factory"].map(
      (zone) => clockChanges(zone).map(({ kind, from, to }) => `${kind} ${from}-${to}`),
    );
    assert.deepEqual(changes, [
      ["skipped 120-180", "repeated 120-180"],
      ["skipped 0-60", "repeated 1380-1440"],
      ["repeated 90-120", "skipped 120-150"],
      [],
      [],
    ]);
  });

  it("are ahead of UTC or behind it", () => {
    const winter = new Date("2028-01-15T12:00:00Z");
    const zones = ["Etc/UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/St_Johns"];
    assert.deepEqual(
      zones.map((zone) => utcOffsetMinutes(zone, winter)),
      [0, 60, -300, 330, -210],
    );
  });
});
