// Days and moments in the reader's language, all in UTC.

import { language, t } from "./texts.js";

const MONTHS = t("months").split(" ");
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
const relative = new Intl.RelativeTimeFormat(language);

/** Read as UTC: a date-time without a zone would otherwise shift with the reader's clock. */
export function parseDate(iso) {
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(iso) || !iso.includes("T");
  return new Date(zoned ? iso : iso + "Z");
}

const named = (date) => ({ day: String(date.getUTCDate()), month: MONTHS[date.getUTCMonth()], year: String(date.getUTCFullYear()) });

export function day(iso) {
  const date = parseDate(iso);
  return Number.isNaN(date.getTime()) ? iso : t("day", named(date));
}

/** "Oct 2025". */
export const month = (iso) => t("month", named(parseDate(iso)));

/** "27 Oct 2025, 09:40 UTC"; exact midnight means that only the day is known. */
export function moment(iso) {
  const date = parseDate(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const clock = date.toISOString().slice(11, 19);
  return clock === "00:00:00" ? day(iso) : t("moment", { day: day(iso), time: clock.slice(0, 5) });
}

/** "3 hours ago"; longer ago than a month, the day. */
export function ago(iso, now = Date.now()) {
  const seconds = (now - parseDate(iso).getTime()) / 1000;
  if (seconds > 30 * 86400) return day(iso);
  const unit = UNITS.find(([, length]) => seconds >= length);
  return unit ? relative.format(-Math.floor(seconds / unit[1]), unit[0]) : t("just_now");
}

/** Days of publication in words: "28 Oct 2025 only", "1 Oct – 31 Oct 2025", "since 1 Oct 2025". */
export function span(since, until) {
  if (since && until && since === until) return t("only_day", { day: day(since) });
  if (!since || !until) return since ? t("since_day", { day: day(since) }) : t("until_day", { day: day(until) });
  if (since.slice(0, 4) !== until.slice(0, 4)) return t("days", { first: day(since), last: day(until) });
  const { day: first, month: firstMonth, year } = named(parseDate(since));
  const { day: last, month: lastMonth } = named(parseDate(until));
  return t("days_of_year", { first, first_month: firstMonth, last, last_month: lastMonth, year });
}
