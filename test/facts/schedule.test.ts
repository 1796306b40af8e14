import assert from "node:assert/strict";

import fc from "fast-check";

import { parseDuration } from "../../policies/src/facts/duration.ts";
import { DAYS_OF_LEAP_YEAR, parseSchedule, shortestGap } from "../../policies/src/facts/schedule.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("the shortest gap between two runs of a CronJob", () => {
  for (const [text, seconds] of [
    ["* * * * *", MINUTE],
    ["*/5 * * * *", 5 * MINUTE],
    // The last run of an hour is followed by the first of the next.
    ["*/7 * * * *", 4 * MINUTE],
    ["5/15 * * * *", 15 * MINUTE],
    ["*/1 * * * *", MINUTE],
    ["*/90 * * * *", HOUR],
    ["1,2,30-40/5 * * * *", MINUTE],
    ["0 1,23 * * *", 2 * HOUR],
    ["0 9-17 * * MON-FRI", HOUR],
    ["  0  3 * * *  ", DAY],
    ["0 3 ? * sun", 7 * DAY],
    ["0 3 * JAN-feb 1", 7 * DAY],
    // If both day fields are set, either one has to match; if one of them covers all days, both have to.
    ["0 0 1 * 1", DAY],
    ["0 0 31 * *", 31 * DAY],
    ["0 0 1 * *", 28 * DAY],
    ["0 0 29 2 *", 1461 * DAY],
    ["@hourly", HOUR],
    ["@daily", DAY],
    ["@midnight", DAY],
    ["@weekly", 7 * DAY],
    ["@monthly", 28 * DAY],
    ["@yearly", 365 * DAY],
    ["@annually", 365 * DAY],
    ["@every 1h30m", 90 * MINUTE],
    ["@every 10ms", 1],
    // What follows is odd, but accepted.
    ["@every .5h", 30 * MINUTE],
    ["@every -5m", 1],
    ["0,,5 * * * *", 5 * MINUTE],
    ["+5 005 * * *", DAY],
    ["*-5 * * * *", MINUTE],
    ["0 3\t* * *\n", DAY],
    ["0 0 */2 * 1", DAY],
    ["0 0 */1 * 1", 7 * DAY],
  ] as const) {
    it(`of ${text} is ${seconds} seconds`, () => {
      const schedule = parseSchedule(text);
      assert.equal(schedule && shortestGap(schedule), seconds);
    });
  }

  for (const text of ["0 0 31 2 *", ", * * * *"]) {
    it(`is undefined for ${text}, which never runs`, () => {
      const schedule = parseSchedule(text);
      assert.ok(schedule);
      assert.equal(shortestGap(schedule), undefined);
    });
  }

  it("matches the runs of a month, whatever the fields", () => {
    const some = (max: number) =>
      fc
        .uniqueArray(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 5 })
        .map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(some(59), some(23), some(6), (minutes, hours, weekdays) => {
        const schedule = parseSchedule(`${minutes.join()} ${hours.join()} * * ${weekdays.join()}`);
        const moments = weekdays
          .flatMap((day) => [day, day + 7])
          .flatMap((day) =>
            hours.flatMap((hour) => minutes.map((minute) => day * DAY + hour * HOUR + minute * MINUTE)),
          )
          .sort((a, b) => a - b);
        const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
        assert.equal(schedule && shortestGap(schedule), Math.min(...gaps));
      }),
      { numRuns: 50 },
    );
  });
});

describe("a schedule that Kubernetes rejects", () => {
  for (const [text, reason] of [
    ["", "nothing"],
    ["* * * *", "four fields"],
    ["0 * * * * *", "a field for seconds"],
    ["TZ=UTC 0 0 * * *", "a time zone, which is a separate field"],
    ["60 * * * *", "a minute too late"],
    ["0 24 * * *", "an hour too late"],
    ["0 0 0 * *", "a day that no month has"],
    ["0 0 32 * *", "a day that no month has, at the end"],
    ["0 0 * 13 *", "a month too late"],
    ["0 0 * * 7", "Sunday as 7"],
    ["0 0 * * FRI-MON", "a range that ends before it begins"],
    ["*/0 * * * *", "a step of zero"],
    ["0 0 L * *", "the last day of the month"],
    ["0 0 15W * *", "the weekday nearest to a day"],
    ["0 0 * * 1#2", "the second Monday of the month"],
    ["0 0 * * MONDAY", "a full name"],
    ["@reboot", "a macro that it does not have"],
    ["0 3 * * MON-SUN", "a week that ends on Sunday, which is 0"],
    ["@hourly ", "a macro with a space after it"],
    ["@hourly\n", "a macro with the newline of a block scalar"],
    [" @hourly", "a macro with a space before it"],
    ["@Daily", "a macro in another case"],
    ["*/5/2 * * * *", "two steps"],
    ["1-2-3 * * * *", "two ends"],
    ["0 3 \ufeff* * *", "a byte order mark"],
    ["@every soon", "not a duration"],
    ["@every 1d", "a unit that Go doesn't have"],
    ["valueOf", "what every object of JavaScript has"],
  ] as const) {
    it(`is ${reason}: "${text}"`, () => {
      assert.equal(parseSchedule(text), undefined);
    });
  }

  it("never makes the parser throw", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(fc.constantFrom("*", "/", "-", ",", " ", "1", "59", "MON", "@every "), { maxLength: 12 })
            .map((parts) => parts.join("")),
        ),
        (text) => {
          const schedule = parseSchedule(text);
          const gap = schedule && shortestGap(schedule);
          assert.ok(gap === undefined || gap >= 1);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("the runs of a schedule", () => {
  it("are at each minute of each hour in the fields", () => {
    const schedule = parseSchedule("0,30 2,1 * * *");
    assert.ok(schedule?.kind === "calendar");
    assert.deepEqual(schedule.minutesOfDay, [60, 90, 120, 150]);
  });

  it("are on the days of the year in the fields", () => {
    const schedule = parseSchedule("0 0 29 * *");
    assert.ok(schedule?.kind === "calendar");
    assert.deepEqual([...schedule.days(DAYS_OF_LEAP_YEAR)].slice(0, 3), [28, 59, 88]);
    assert.equal([...schedule.days(DAYS_OF_LEAP_YEAR)].length, 12);
  });

  it("are the same in each hour if the fields allow all hours and days", () => {
    const isSame = (text: string): boolean => {
      const schedule = parseSchedule(text);
      return schedule?.kind === "calendar" && schedule.isSameInEachHour;
    };
    assert.deepEqual(["*/5 * * * *", "0 ? * * *", "0 3 * * *", "0 * * * 1"].map(isSame), [
      true,
      true,
      false,
      false,
    ]);
  });
});

describe("a duration in Go's notation", () => {
  for (const [text, seconds] of [
    ["30s", 30],
    ["1h30m", 5400],
    ["1.5m", 90],
    ["500ms", 0.5],
    [".5h", 1800],
    ["1.m", 60],
    ["+5m", 300],
    ["-5m", -300],
    ["0", 0],
    ["2\u03bcs", 2e-6],
  ] as const) {
    it(`${text} is ${seconds} seconds`, () => {
      assert.equal(parseDuration(text), seconds);
    });
  }

  it("has a unit for each number, and nothing else", () => {
    for (const text of ["", "30", "s", "-", "1h 30m", "--5m", "1d", "5mx", ".s", "2562048h"])
      assert.equal(parseDuration(text), undefined, text);
  });
});
