"""Expands schedules with Debian's python3-dateutil: JSON lines in, JSON lines out.

Each line in has `kind`, `start` (on the wall clock), `timezone` and the instants `from` and `to`, both inclusive, in
seconds since 1970. Each line out is the list of instants that lie there, in order.
  clock  `rrule` is expanded on the wall clock, without a zone
  steps  `rrule` is expanded in UTC, from the instant of the start on
  months `months` apart by relativedelta, which takes the last day of a shorter month, or the `nth` weekday; plus `days`
Which instant a time on the wall clock is, zoneinfo tells: another implementation than Node's. Its fold=0 is what PEP 495
has in common with RFC 5545: the first of two times, and the offset from before a gap.
"""

import datetime as datetime_module
import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import dateutil
from dateutil import relativedelta
from dateutil.rrule import rrulestr

# dateutil looks for the next run of a rule until this year; nobody asks beyond 2025, and the real one is 9999.
datetime_module.MAXYEAR = 2025

SLACK = timedelta(hours=36)


def instant_of(wall, zone):
    return int(wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc).timestamp())


def at(instant):
    return datetime.fromtimestamp(instant, timezone.utc).replace(tzinfo=None)


def walls_by_rule(asked, start):
    rule = rrulestr(asked["rrule"], dtstart=start, cache=False)
    for wall in rule.xafter(at(asked["from"]) - SLACK, inc=True):
        if wall > at(asked["to"]) + SLACK:
            return
        yield wall


def walls_by_months(asked, start):
    nth = asked.get("nth")
    for index in range(0, 100_000):
        first = start.replace(day=1) + relativedelta.relativedelta(months=index * asked["months"])
        if nth is None:
            wall = first + relativedelta.relativedelta(day=asked["monthDay"])
        else:
            weekday = getattr(relativedelta, nth["weekday"])
            day = 31 if nth["which"] < 0 else 1
            wall = first + relativedelta.relativedelta(day=day, weekday=weekday(nth["which"]))
            if wall.month != first.month:
                continue
        if first > at(asked["to"]) + timedelta(days=70):
            return
        if wall >= start:
            yield wall + timedelta(days=asked["days"])


def expand(asked):
    zone = ZoneInfo(asked["timezone"])
    start = datetime.fromisoformat(asked["start"])
    if asked["kind"] == "steps":
        zone, start = timezone.utc, at(instant_of(start, zone))
    walls = walls_by_months if asked["kind"] == "months" else walls_by_rule
    instants = {instant_of(wall, zone) for wall in walls(asked, start)}
    return sorted(each for each in instants if asked["from"] <= each <= asked["to"])


print(json.dumps({"dateutil": dateutil.__version__, "python": sys.version.split()[0]}))
for line in sys.stdin:
    try:
        answer = expand(json.loads(line))
    except ValueError as error:
        # Its way to say that nothing comes of HOURLY or MINUTELY steps that never meet BYHOUR or BYMINUTE.
        if "empty set" not in str(error) and "Invalid combination" not in str(error):
            raise
        answer = []
    print(json.dumps(answer))
