import calendar
from datetime import date, timedelta

import pytest

from qa.question.time.time_phrase import TimePhrase, find_time_phrase

NEW_YEAR = date(2026, 1, 1)  # a Thursday
LEAP_DAY = date(2024, 2, 29)  # a Thursday
NEW_YEARS_EVE = date(2024, 12, 31)  # a Tuesday
MONTH_END = date(2023, 3, 31)  # a Friday
JULY = date(2022, 7, 15)  # a Friday
SUNDAY = date(2025, 3, 9)
MONDAY = date(2025, 6, 2)
MID_OCTOBER = date(2025, 10, 15)  # a Wednesday
WEDNESDAY = date(2025, 10, 29)
SATURDAY = date(2025, 11, 15)

MIN_SHARE_RIGHT = 0.97
MAX_FALSE_ALARMS = 1

Row = tuple[date, str, str | None, str | None, bool]  # today, question, since, until, is_explicit

DAYS: list[Row] = [
    (WEDNESDAY, "What did the Fed announce on October 27?", "2025-10-27", "2025-10-27", True),
    (WEDNESDAY, "What was said on 27 October 2025 about the budget?", "2025-10-27", "2025-10-27", True),
    (WEDNESDAY, "On Oct. 27, who resigned from the French cabinet?", "2025-10-27", "2025-10-27", True),
    (SATURDAY, "Who was arrested October 27th, 2025, in Paris?", "2025-10-27", "2025-10-27", True),
    (WEDNESDAY, "What did the ECB publish on 2025-10-27?", "2025-10-27", "2025-10-27", True),
    (WEDNESDAY, "Which flights were cancelled on 10/27/2025?", "2025-10-27", "2025-10-27", True),
    (WEDNESDAY, "Which trains were cancelled on 27/10/2025?", "2025-10-27", "2025-10-27", True),
    (SATURDAY, "what happened on october 27", "2025-10-27", "2025-10-27", True),
    (SUNDAY, "What happened in Madrid on October 27?", "2024-10-27", "2024-10-27", True),
    (NEW_YEAR, "Who spoke in Times Square on December 31?", "2025-12-31", "2025-12-31", True),
    (NEW_YEAR, "Which laws took effect on January 1?", "2026-01-01", "2026-01-01", True),
    (NEW_YEARS_EVE, "What did the court decide on Jan. 2, 2024?", "2024-01-02", "2024-01-02", True),
    (NEW_YEARS_EVE, "Which ships were attacked on January 1?", "2024-01-01", "2024-01-01", True),
    (SUNDAY, "What did the governor sign on February 29?", "2024-02-29", "2024-02-29", True),
    (LEAP_DAY, "On February 29, which banks reported losses?", "2024-02-29", "2024-02-29", True),
    (LEAP_DAY, "What did Navalny’s team say on 16 February?", "2024-02-16", "2024-02-16", True),
    (LEAP_DAY, "Why did the markets close early on March 1?", "2023-03-01", "2023-03-01", True),
    (MONDAY, "Who won the Champions League final on 31 May?", "2025-05-31", "2025-05-31", True),
    (SATURDAY, "Who became mayor of New York on November 4, 2025?", "2025-11-04", "2025-11-04", True),
    (SATURDAY, "What was burned in Lewes on the 5th of November?", "2025-11-05", "2025-11-05", True),
    (MONTH_END, "What did jurors do on Thursday, March 30, 2023?", "2023-03-30", "2023-03-30", True),
    (WEDNESDAY, "What was torn down on Monday, 20 October?", "2025-10-20", "2025-10-20", True),
    (JULY, "Who shot Shinzo Abe on July 8?", "2022-07-08", "2022-07-08", True),
    (NEW_YEARS_EVE, "What did Seoul’s president declare on Dec. 3?", "2024-12-03", "2024-12-03", True),
    (SUNDAY, "What did Zelenskyy say to Trump on Feb 28?", "2025-02-28", "2025-02-28", True),
    (SATURDAY, "Which airports were closed on 10/10/2025?", "2025-10-10", "2025-10-10", True),
    (MONDAY, "What did the pope say on May 18th in Rome?", "2025-05-18", "2025-05-18", True),
    (JULY, "Who testified on Sept. 27, 2018?", "2018-09-27", "2018-09-27", True),
    (NEW_YEARS_EVE, "On the 8th of December 2024, where did Assad flee?", "2024-12-08", "2024-12-08", True),
    (MID_OCTOBER, "Whom did Hamas release on 13 Oct 2025?", "2025-10-13", "2025-10-13", True),
]

WEEKDAYS: list[Row] = [
    (WEDNESDAY, "Who testified in the Senate on Tuesday?", "2025-10-28", "2025-10-28", True),
    (NEW_YEARS_EVE, "Which stores closed on Tuesday?", "2024-12-31", "2024-12-31", True),
    (NEW_YEARS_EVE, "What did the mayor promise last Tuesday?", "2024-12-24", "2024-12-24", True),
    (SUNDAY, "Who preached at the Vatican on Sunday?", "2025-03-09", "2025-03-09", True),
    (SUNDAY, "Last Sunday, who won the Oscar for best actor?", "2025-03-02", "2025-03-02", True),
    (MONDAY, "What did the judges rule on Friday about parole?", "2025-05-30", "2025-05-30", True),
    (MONDAY, "Who was injured in Liverpool last Monday?", "2025-05-26", "2025-05-26", True),
    (WEDNESDAY, "What was agreed in Monday’s talks?", "2025-10-27", "2025-10-27", True),
    (NEW_YEAR, "How many people marched on Saturday in Manila?", "2025-12-27", "2025-12-27", True),
    (LEAP_DAY, "What did Biden say at the border on Thursday?", "2024-02-29", "2024-02-29", True),
    (LEAP_DAY, "what did putin say last thursday", "2024-02-22", "2024-02-22", True),
    (SATURDAY, "Who resigned from the BBC last Sunday?", "2025-11-09", "2025-11-09", True),
    (JULY, "What did Draghi tell Italy on Thursday night?", "2022-07-14", "2022-07-14", True),
    # American papers leave out the "on".
    (MONTH_END, "How did the grand jury vote Thursday?", "2023-03-30", "2023-03-30", True),
]

YESTERDAYS: list[Row] = [
    (WEDNESDAY, "What did Netanyahu order yesterday?", "2025-10-28", "2025-10-28", True),
    (NEW_YEAR, "Where did the fireworks go wrong yesterday?", "2025-12-31", "2025-12-31", True),
    (NEW_YEAR, "Who died the day before yesterday in Dhaka?", "2025-12-30", "2025-12-30", True),
    (SUNDAY, "Yesterday, how many women marched in Istanbul?", "2025-03-08", "2025-03-08", True),
    (LEAP_DAY, "What was said at yesterday’s hearing?", "2024-02-28", "2024-02-28", True),
    (NEW_YEAR, "How many people gathered in Sydney last night?", "2025-12-31", "2025-12-31", True),
    (MONDAY, "Who was hurt in last night’s game in Cleveland?", "2025-06-01", "2025-06-01", True),
    (JULY, "the day before yesterday, what did nasa show", "2022-07-13", "2022-07-13", True),
    (SATURDAY, "What was signed yesterday afternoon in Doha?", "2025-11-14", "2025-11-14", True),
]

WEEKS_AND_WEEKENDS: list[Row] = [
    (WEDNESDAY, "What did the Bank of Canada do last week?", "2025-10-20", "2025-10-26", True),
    (SUNDAY, "Which tariffs were paused last week?", "2025-02-24", "2025-03-02", True),
    (MONDAY, "Last week, what did the trade court decide?", "2025-05-26", "2025-06-01", True),
    (NEW_YEAR, "How many flights were cut last week for snow?", "2025-12-22", "2025-12-28", True),
    (NEW_YEARS_EVE, "What caused last week’s crash in Kazakhstan?", "2024-12-23", "2024-12-29", True),
    (LEAP_DAY, "who won in south carolina last week", "2024-02-19", "2024-02-25", True),
    (WEDNESDAY, "Who won the election in Ireland last weekend?", "2025-10-25", "2025-10-26", True),
    (WEDNESDAY, "Over the weekend, what did China agree to?", "2025-10-25", "2025-10-26", True),
    (SUNDAY, "What happened in Syria over the weekend?", "2025-03-08", "2025-03-09", True),
    (SUNDAY, "Which films were released last weekend?", "2025-03-01", "2025-03-02", True),
    (SATURDAY, "Which cities saw protests over the weekend?", "2025-11-15", "2025-11-16", True),
    (SATURDAY, "Who won the grand prix last weekend in Brazil?", "2025-11-08", "2025-11-09", True),
    (MONDAY, "Who won the vote in Poland at the weekend?", "2025-05-31", "2025-06-01", True),
    (JULY, "Who won the Wimbledon finals at the weekend?", "2022-07-09", "2022-07-10", True),
]

LAST_MONTH_LAST_YEAR: list[Row] = [
    (NEW_YEAR, "How high was inflation last month?", "2025-12-01", "2025-12-31", True),
    (LEAP_DAY, "How many jobs were added last month?", "2024-01-01", "2024-01-31", True),
    (MONTH_END, "Last month, how many died in Antakya’s ruins?", "2023-02-01", "2023-02-28", True),
    (NEW_YEARS_EVE, "Who bought last month’s costliest painting?", "2024-11-01", "2024-11-30", True),
    (SUNDAY, "Which airline crashed last month in Toronto?", "2025-02-01", "2025-02-28", True),
    (NEW_YEAR, "Which film sold the most tickets last year?", "2025-01-01", "2025-12-31", True),
    (LEAP_DAY, "How hot was the ocean last year?", "2023-01-01", "2023-12-31", True),
    (NEW_YEARS_EVE, "who won the peace prize last year, and why", "2023-01-01", "2023-12-31", True),
]

MONTHS: list[Row] = [
    (MID_OCTOBER, "How many jobs did Amazon cut in October?", "2025-10-01", "2025-10-31", True),
    (WEDNESDAY, "Which generals were killed in October 2024?", "2024-10-01", "2024-10-31", True),
    (SUNDAY, "What did the Fed do in October?", "2024-10-01", "2024-10-31", True),
    (LEAP_DAY, "Which banks failed in March?", "2023-03-01", "2023-03-31", True),
    (JULY, "During March, how many refugees left Ukraine?", "2022-03-01", "2022-03-31", True),
    (NEW_YEAR, "How many people lost their jobs in December?", "2025-12-01", "2025-12-31", True),
    (NEW_YEAR, "Which fares go up in January for commuters?", "2026-01-01", "2026-01-31", True),
    (LEAP_DAY, "How many boats reached Lampedusa in February?", "2024-02-01", "2024-02-29", True),
    (SUNDAY, "Who led the coup in Myanmar in February 2021?", "2021-02-01", "2021-02-28", True),
    (MONDAY, "what may have caused spain’s blackout in april?", "2025-04-01", "2025-04-30", True),
    (NEW_YEARS_EVE, "Whom did Sunak surprise in May, and how?", "2024-05-01", "2024-05-31", True),
    (MONTH_END, "In Sept. 2022, which monarch died?", "2022-09-01", "2022-09-30", True),
    (WEDNESDAY, "in august, where did trump meet putin", "2025-08-01", "2025-08-31", True),
]

YEARS: list[Row] = [
    (MONDAY, "Which countries had coups in 2023?", "2023-01-01", "2023-12-31", True),
    (WEDNESDAY, "In 2025, how many journalists were killed?", "2025-01-01", "2025-12-31", True),
    (LEAP_DAY, "What did Boeing know in 2018 about the 737 Max?", "2018-01-01", "2018-12-31", True),
    (JULY, "Who governed Afghanistan during 2021?", "2021-01-01", "2021-12-31", True),
    (SUNDAY, "Which sanctions, in 2014, did Russia face?", "2014-01-01", "2014-12-31", True),
    (NEW_YEAR, "Which wars ended in 2024?", "2024-01-01", "2024-12-31", True),
    (NEW_YEARS_EVE, "Which billionaires lost most in 2024?", "2024-01-01", "2024-12-31", True),
    (MONTH_END, "Who sent tanks to Tiananmen Square in 1989?", "1989-01-01", "1989-12-31", True),
    # Nothing but the year itself can be meant, unlike in "Class of 2022".
    (NEW_YEAR, "What were the biggest stories of 2024?", "2024-01-01", "2024-12-31", True),
]

QUARTERS_TO_DECADES: list[Row] = [
    (WEDNESDAY, "How much did Tesla earn in Q3 2025?", "2025-07-01", "2025-09-30", True),
    (SUNDAY, "Did Japan grow in the third quarter of 2024?", "2024-07-01", "2024-09-30", True),
    (NEW_YEARS_EVE, "What profit did Nvidia report for Q1 2024?", "2024-01-01", "2024-03-31", True),
    (NEW_YEAR, "In the fourth quarter of 2025, what did BYD sell?", "2025-10-01", "2025-12-31", True),
    (MONDAY, "Was Germany growing in the first quarter of 2025?", "2025-01-01", "2025-03-31", True),
    (JULY, "How far did GDP drop in the second quarter of 2020?", "2020-04-01", "2020-06-30", True),
    (SATURDAY, "What did homes cost in the first half of 2025?", "2025-01-01", "2025-06-30", True),
    (SUNDAY, "Which firms failed in the second half of 2024?", "2024-07-01", "2024-12-31", True),
    (MONTH_END, "How hot was Europe in the summer of 2022?", "2022-06-01", "2022-08-31", True),
    (WEDNESDAY, "How did Ukraine survive the winter of 2022?", "2022-12-01", "2023-02-28", True),
    (WEDNESDAY, "Was gas scarce in the winter of 2023?", "2023-12-01", "2024-02-29", True),
    (LEAP_DAY, "Where was the front in the fall of 2023?", "2023-09-01", "2023-11-30", True),
    (JULY, "In spring 2020, which hospitals ran out of beds?", "2020-03-01", "2020-05-31", True),
    (SUNDAY, "Which bridges were closed in autumn 2024?", "2024-09-01", "2024-11-30", True),
    (LEAP_DAY, "Which strikes shut Hollywood last summer?", "2023-06-01", "2023-08-31", True),
    (MONDAY, "Where did the fires burn last summer?", "2024-06-01", "2024-08-31", True),
    (MONDAY, "How many people died of flu last winter?", "2024-12-01", "2025-02-28", True),
    (SUNDAY, "What did the campaigns spend last fall?", "2024-09-01", "2024-11-30", True),
    (NEW_YEARS_EVE, "Which phones sold best in the 2010s?", "2010-01-01", "2019-12-31", True),
    (WEDNESDAY, "In the 1990s, who bought Russia’s oil fields?", "1990-01-01", "1999-12-31", True),
]

EARLY_MID_LATE: list[Row] = [
    (SATURDAY, "What did the shutdown cost in late October?", "2025-10-21", "2025-10-31", True),
    (MONTH_END, "Which American banks failed in mid-March?", "2023-03-11", "2023-03-20", True),
    (NEW_YEAR, "Where did it flood in early December?", "2025-12-01", "2025-12-10", True),
    (LEAP_DAY, "What did Congress debate in late February?", "2024-02-21", "2024-02-29", True),
    (SUNDAY, "In late February, who left the Oval Office early?", "2025-02-21", "2025-02-28", True),
    (WEDNESDAY, "Which balloon was shot down in early 2023?", "2023-01-01", "2023-04-30", True),
    (WEDNESDAY, "Who led the polls in mid-2024?", "2024-05-01", "2024-08-31", True),
    (NEW_YEAR, "Which Syrian towns fell in late 2024?", "2024-09-01", "2024-12-31", True),
    (JULY, "What was found around Kyiv in early April 2022?", "2022-04-01", "2022-04-10", True),
    (NEW_YEARS_EVE, "What did Iran launch in mid April 2024?", "2024-04-11", "2024-04-20", True),
]

PAST_N: list[Row] = [
    (WEDNESDAY, "How many strikes hit Kyiv in the past 7 days?", "2025-10-22", "2025-10-29", True),
    (NEW_YEAR, "Which airlines folded in the last 30 days?", "2025-12-02", "2026-01-01", True),
    (LEAP_DAY, "What has the Fed said over the past two weeks?", "2024-02-15", "2024-02-29", True),
    (MONDAY, "Who has resigned in the last three months?", "2025-03-02", "2025-06-02", True),
    (WEDNESDAY, "Over the past week, what has Caracas said?", "2025-10-22", "2025-10-29", True),
    (WEDNESDAY, "Which banks were fined in the last year?", "2024-10-29", "2025-10-29", True),
    (SUNDAY, "How have egg prices changed over the last year?", "2024-03-09", "2025-03-09", True),
    (SATURDAY, "What happened in Sudan in the past 24 hours?", "2025-11-14", "2025-11-15", True),
    (JULY, "Who fled Sri Lanka in the last 48 hours?", "2022-07-13", "2022-07-15", True),
    (NEW_YEARS_EVE, "Where in the past five years were there coups?", "2019-12-31", "2024-12-31", True),
    (WEDNESDAY, "Has anything changed in Gaza the past few days?", "2025-10-26", "2025-10-29", True),
    (SUNDAY, "which ceos have quit in the last twelve months", "2024-03-09", "2025-03-09", True),
    (SATURDAY, "Last 10 days: what did the UN say about Sudan?", "2025-11-05", "2025-11-15", True),
    (MONDAY, "How did Bitcoin do in the past 6 months?", "2024-12-02", "2025-06-02", True),
    (NEW_YEAR, "How much has silver gained in the last 2 years?", "2024-01-01", "2026-01-01", True),
    # A day that its month does not have becomes the last day of that month.
    (MONTH_END, "How far have bank shares fallen in the past month?", "2023-02-28", "2023-03-31", True),
    (LEAP_DAY, "How much have rents risen over the past year?", "2023-02-28", "2024-02-29", True),
    # "in the last month" is said like "in the last year", and a few weeks are as many as a few days.
    (SATURDAY, "Which ministers resigned in the last month?", "2025-10-15", "2025-11-15", True),
    (MONDAY, "What has Musk said over the past few weeks?", "2025-05-12", "2025-06-02", True),
]

AGO: list[Row] = [
    (WEDNESDAY, "What did the storm destroy three days ago?", "2025-10-26", "2025-10-26", True),
    (NEW_YEAR, "Who drove into the crowd two days ago?", "2025-12-30", "2025-12-30", True),
    (WEDNESDAY, "What did Lula say a week ago?", "2025-10-20", "2025-10-26", True),
    (SUNDAY, "Two weeks ago, who won the German election?", "2025-02-17", "2025-02-23", True),
    (MONTH_END, "What did Tokyo’s bankers say three months ago?", "2022-12-01", "2022-12-31", True),
    (LEAP_DAY, "Who was premier two years ago in Pakistan?", "2022-01-01", "2022-12-31", True),
    (NEW_YEARS_EVE, "How high were mortgage rates a year ago?", "2023-01-01", "2023-12-31", True),
    (MONDAY, "Where did the ferry sink ten days ago?", "2025-05-23", "2025-05-23", True),
    (NEW_YEAR, "What did OpenAI promise a month ago?", "2025-12-01", "2025-12-31", True),
    (JULY, "Who owned Twitter 10 years ago?", "2012-01-01", "2012-12-31", True),
    (SATURDAY, "Which flights were cut one week ago?", "2025-11-03", "2025-11-09", True),
    (NEW_YEARS_EVE, "Which minister left office five weeks ago?", "2024-11-25", "2024-12-01", True),
]

BOUNDS: list[Row] = [
    (WEDNESDAY, "What has the pope said since May?", "2025-05-01", None, True),
    (WEDNESDAY, "How many have died in Gaza since October 7, 2023?", "2023-10-07", None, True),
    (LEAP_DAY, "Since 2022, which companies have left Russia?", "2022-01-01", None, True),
    (MONDAY, "Who has been sanctioned since last week?", "2025-05-26", None, True),
    (WEDNESDAY, "Has the Senate passed a budget since Monday?", "2025-10-27", None, True),
    (MONTH_END, "How have prices changed since March 2020?", "2020-03-01", None, True),
    (SUNDAY, "What has DOGE cut since January 20?", "2025-01-20", None, True),
    (NEW_YEAR, "What has changed in Caracas since yesterday?", "2025-12-31", None, True),
    (SATURDAY, "Which ministers have left since the summer of 2024?", "2024-06-01", None, True),
    (NEW_YEARS_EVE, "Which hostages were freed after November 2023?", "2023-12-01", None, True),
    (WEDNESDAY, "After 2020, how did crime develop in Chicago?", "2021-01-01", None, True),
    (WEDNESDAY, "Whom did Putin meet after August 15, 2025?", "2025-08-16", None, True),
    (LEAP_DAY, "What did Musk say of Twitter before October 2022?", None, "2022-09-30", True),
    (MONDAY, "Which treaties were signed before 1990?", None, "1989-12-31", True),
    (WEDNESDAY, "Who ran Sudan before April 15, 2023?", None, "2023-04-14", True),
    (SUNDAY, "Who was chancellor until 2021?", None, "2021-12-31", True),
    (NEW_YEAR, "How many had applied for asylum by June 2025?", None, "2025-06-30", True),
    (NEW_YEARS_EVE, "How many ships had been hit through March 2024?", None, "2024-03-31", True),
    (WEDNESDAY, "What was known about the heist up to October 20?", None, "2025-10-20", True),
    (JULY, "who ruled zimbabwe till 2017", None, "2017-12-31", True),
    (MONTH_END, "By 2019, how many Rohingya had fled?", None, "2019-12-31", True),
    # The last day of 2023 is that of its end as well.
    (SUNDAY, "How many troops had Wagner lost by the end of 2023?", None, "2023-12-31", True),
]

RANGES: list[Row] = [
    (MONDAY, "What did the UN say between October 2023 and January 2024?", "2023-10-01", "2024-01-31", True),
    (WEDNESDAY, "How did wages change between 2019 and 2021?", "2019-01-01", "2021-12-31", True),
    (LEAP_DAY, "Who governed Scotland from 2014 to 2023?", "2014-01-01", "2023-12-31", True),
    (SUNDAY, "How much snow fell from November to January?", "2024-11-01", "2025-01-31", True),
    (SATURDAY, "What did Trump do in Asia from October 26 to 30?", "2025-10-26", "2025-10-30", True),
    (WEDNESDAY, "What happened in Jamaica October 20-27?", "2025-10-20", "2025-10-27", True),
    (SATURDAY, "October 20–27: which towns in Darfur were taken?", "2025-10-20", "2025-10-27", True),
    (SATURDAY, "How many drones came between 20 and 27 October?", "2025-10-20", "2025-10-27", True),
    (NEW_YEAR, "Who died between December 28 and December 31?", "2025-12-28", "2025-12-31", True),
    (MONDAY, "From Friday to Sunday, how many tornadoes hit Ohio?", "2025-05-30", "2025-06-01", True),
    (JULY, "Which towns were besieged from March through May 2022?", "2022-03-01", "2022-05-31", True),
    (MONTH_END, "Who fell ill from December 2019 until March 2020?", "2019-12-01", "2020-03-31", True),
    (SUNDAY, "What was said in Davos from 20 to 24 January 2025?", "2025-01-20", "2025-01-24", True),
    (MID_OCTOBER, "How did shares do between Oct. 6 and Oct. 10, 2025?", "2025-10-06", "2025-10-10", True),
    (LEAP_DAY, "Which ships sank between December and February?", "2023-12-01", "2024-02-29", True),
    (MONDAY, "Who was polled January 10 to 14, 2025?", "2025-01-10", "2025-01-14", True),
]

BESIDE_DECOYS: list[Row] = [
    (MONTH_END, "Did Theresa May vote against the bill last week?", "2023-03-20", "2023-03-26", True),
    (NEW_YEARS_EVE, "What did the Jan. 6 committee publish in December 2022?", "2022-12-01", "2022-12-31", True),
    (WEDNESDAY, "How did USA Today cover the blaze on Tuesday?", "2025-10-28", "2025-10-28", True),
    (SUNDAY, "What did he say on Thursday about the 2020 election?", "2025-03-06", "2025-03-06", True),
    (JULY, "Why did the euro fall in July?", "2022-07-01", "2022-07-31", True),
    (LEAP_DAY, "Which farmers, on their march on Brussels, were fined on Monday?", "2024-02-26", "2024-02-26", True),
    (WEDNESDAY, "Which of the 1,500 pardons were given in January 2025?", "2025-01-01", "2025-01-31", True),
    (SATURDAY, "Yesterday, what did the Sunday Times say of the BBC?", "2025-11-14", "2025-11-14", True),
]

# Written when the forms were added.
FEASTS_AND_RANGES: list[Row] = [
    (WEDNESDAY, "What did the mayor say on Halloween?", "2024-10-31", "2024-10-31", True),
    (SATURDAY, "What did the mayor say on Halloween?", "2025-10-31", "2025-10-31", True),
    (SATURDAY, "What was burned on New Year’s Eve 2022?", "2022-12-31", "2022-12-31", True),
    (JULY, "Who spoke on the Fourth of July?", "2022-07-04", "2022-07-04", True),
    (SATURDAY, "Who struck a deal a fortnight ago?", "2025-10-27", "2025-11-02", True),
    (MONDAY, "Who failed in the winter?", "2024-12-01", "2025-02-28", True),
    (MONDAY, "Who has resigned since the start of the year?", "2025-01-01", None, True),
    (MONDAY, "Ever since 2014, what has Russia claimed?", "2014-01-01", None, True),
    (MONDAY, "Who was polled from June to August 2022?", "2022-06-01", "2022-08-31", True),
    (WEDNESDAY, "From Friday to Sunday, who was hurt?", "2025-10-24", "2025-10-26", True),
]

HINTS: list[Row] = [
    (WEDNESDAY, "What did the Senate do today?", "2025-10-29", "2025-10-29", False),
    (NEW_YEAR, "Who spoke at today’s swearing-in?", "2026-01-01", "2026-01-01", False),
    (NEW_YEARS_EVE, "Where are the fireworks tonight?", "2024-12-31", "2024-12-31", False),
    (MONDAY, "Who was detained this morning in Istanbul?", "2025-06-02", "2025-06-02", False),
    (JULY, "What did Biden sign this afternoon in Jeddah?", "2022-07-15", "2022-07-15", False),
    (SATURDAY, "This evening, who plays in Turin?", "2025-11-15", "2025-11-15", False),
    (WEDNESDAY, "Who is visiting Seoul this week?", "2025-10-27", "2025-10-29", False),
    (MONDAY, "What is the court deciding this week?", "2025-06-02", "2025-06-02", False),
    (SUNDAY, "This week, which tariffs took effect?", "2025-03-03", "2025-03-09", False),
    (NEW_YEAR, "Where were cold records broken this week?", "2025-12-29", "2026-01-01", False),
    (WEDNESDAY, "Which matches were played this weekend?", "2025-10-25", "2025-10-26", False),
    (SATURDAY, "What opens in cinemas this weekend?", "2025-11-15", "2025-11-15", False),
    (SUNDAY, "Who rallied this weekend in Tel Aviv?", "2025-03-08", "2025-03-09", False),
    (LEAP_DAY, "Who dropped out of the race this month?", "2024-02-01", "2024-02-29", False),
    (NEW_YEAR, "which taxes rise this month", "2026-01-01", "2026-01-01", False),
    (NEW_YEARS_EVE, "Which governments fell this year?", "2024-01-01", "2024-12-31", False),
    (MID_OCTOBER, "How many shootings were there so far this year?", "2025-01-01", "2025-10-15", False),
    (WEDNESDAY, "How hot did it get this summer in Spain?", "2025-06-01", "2025-08-31", False),
    (JULY, "Why are airports in chaos this summer?", "2022-06-01", "2022-08-31", False),
    (MONDAY, "What did the justices decide this spring?", "2025-03-01", "2025-05-31", False),
    (MONTH_END, "How cold was it this winter in Ukraine?", "2022-12-01", "2023-02-28", False),
    # "earlier" says only that today is not meant alone.
    (SATURDAY, "Who, earlier this month, won in Virginia?", "2025-11-01", "2025-11-15", False),
]

TABLE: list[Row] = [
    *DAYS,
    *WEEKDAYS,
    *YESTERDAYS,
    *WEEKS_AND_WEEKENDS,
    *LAST_MONTH_LAST_YEAR,
    *MONTHS,
    *YEARS,
    *QUARTERS_TO_DECADES,
    *EARLY_MID_LATE,
    *PAST_N,
    *AGO,
    *BOUNDS,
    *RANGES,
    *BESIDE_DECOYS,
    *FEASTS_AND_RANGES,
    *HINTS,
]

DECOYS: list[tuple[date, str]] = [
    # Words and names that are spelled like months.
    (WEDNESDAY, "Which countries may recognise Palestine?"),
    (MONDAY, "May a president pardon himself?"),
    (MONTH_END, "Why did Theresa May resign as prime minister?"),
    (WEDNESDAY, "What did May promise voters about Brexit?"),
    (JULY, "What did Brian May play at the palace?"),
    (SUNDAY, "What does April O’Neil report on in the Ninja Turtles?"),
    (LEAP_DAY, "Which plays did August Wilson set in Pittsburgh?"),
    (WEDNESDAY, "Where did June Carter meet Johnny Cash?"),
    (NEW_YEAR, "Is January Jones returning to television?"),
    (NEW_YEARS_EVE, "Who is April Ryan of the White House press corps?"),
    (SATURDAY, "How old is June Squibb?"),
    (MONTH_END, "Who organised the March for Our Lives rally?"),
    (SUNDAY, "Which teams reached the Final Four of March Madness?"),
    (MONDAY, "Who called for a march on Washington?"),
    (SUNDAY, "How many people joined the Women’s March in Chicago?"),
    (JULY, "Where did debris of the Long March 5B rocket land?"),
    (JULY, "Which soldiers march in the Bastille Day parade?"),
    (LEAP_DAY, "What stopped the march of the far right in Poland?"),
    (MONTH_END, "What was seized from Mar-a-Lago?"),
    (WEDNESDAY, "Who is Jan Marsalek working for?"),
    (SATURDAY, "How did Augusta National repair the course?"),
    (MONDAY, "How did so august a body as the Royal Society vote on Musk?"),
    (NEW_YEARS_EVE, "What do Ant and Dec earn?"),
    (WEDNESDAY, "Who wrote The Hunt for Red October?"),
    (MID_OCTOBER, "What is an October surprise in American politics?"),
    (SATURDAY, "What is Wake Me Up When September Ends by Green Day about?"),
    (MONDAY, "Why is Juneteenth a federal holiday?"),
    (WEDNESDAY, "Who were the Black September gunmen?"),
    (SUNDAY, "Did the pilot send a mayday call?"),
    (LEAP_DAY, "Who plays the mother in August: Osage County?"),
    # Words and names that are spelled like weekdays.
    (LEAP_DAY, "Which states vote on Super Tuesday?"),
    (SATURDAY, "How much do Americans spend on Black Friday?"),
    (SATURDAY, "who won super tuesday"),
    (SATURDAY, "Who lit the Christmas Eve candles?"),
    (SATURDAY, "Which Halloween costumes sold best?"),
    (NEW_YEARS_EVE, "How big were Cyber Monday sales at Walmart?"),
    (WEDNESDAY, "Who commentates Thursday Night Football on Amazon?"),
    (SATURDAY, "Who is leaving the cast of Saturday Night Live?"),
    (SUNDAY, "What did the Sunday Times report about the donors?"),
    (MONDAY, "Why did the Mail on Sunday apologise to the duchess?"),
    (MID_OCTOBER, "Who owns Sheffield Wednesday?"),
    (MONTH_END, "Who plays Wednesday Addams on Netflix?"),
    (JULY, "What do Fridays for Future demand of Germany?"),
    (NEW_YEAR, "How many people were shot on Bloody Sunday in Derry?"),
    (SUNDAY, "Why do Catholics wear ashes on Ash Wednesday?"),
    (MONDAY, "Does Freaky Friday have a sequel?"),
    (MONTH_END, "Is the stock exchange open on Good Friday?"),
    (WEDNESDAY, "Why did Ruby Tuesday close its restaurants?"),
    (MONDAY, "Whom did the actress wed in Como?"),
    (NEW_YEARS_EVE, "Who sat next to Trump in Notre-Dame?"),
    (MONDAY, "What did the Baltimore Sun find out about the bridge?"),
    (SATURDAY, "Who directed the horror film Friday the 13th?"),
    # Titles.
    (WEDNESDAY, "How did USA Today rank the colleges?"),
    (SUNDAY, "Who left the Today show?"),
    (MONDAY, "What did John Oliver say on Last Week Tonight?"),
    (JULY, "Who hosted The Tonight Show after Johnny Carson?"),
    (MONTH_END, "Who wrote Yesterday for the Beatles?"),
    (WEDNESDAY, "Who survives in I Know What You Did Last Summer?"),
    (NEW_YEAR, "Who directed Last Night in Soho?"),
    (LEAP_DAY, "What does The Day After Tomorrow get wrong about the climate?"),
    (JULY, "Why was Russia Today banned in Europe?"),
    (SATURDAY, "Is Psychology Today a reliable magazine?"),
    (SATURDAY, "What does Katy Perry sing about in Last Friday Night?"),
    (SUNDAY, "Who presents CBS Sunday Morning?"),
    (MONTH_END, "Why did Phillip Schofield fall out with ITV’s This Morning?"),
    # Years that name something, numbers that are no years.
    (MONTH_END, "Who won the 2022 World Cup?"),
    (WEDNESDAY, "Was the 2020 election stolen?"),
    (SUNDAY, "What has changed in Georgia since the 2020 election?"),
    (MONDAY, "What does the 2017 tax law cost?"),
    (NEW_YEARS_EVE, "Who is behind Project 2025?"),
    (WEDNESDAY, "How is Saudi Arabia paying for Vision 2030?"),
    (MID_OCTOBER, "What are the goals of Agenda 2030?"),
    (JULY, "Did Blade Runner 2049 make money?"),
    (JULY, "Why was Cyberpunk 2077 removed from the PlayStation store?"),
    (LEAP_DAY, "Who directed 2001: A Space Odyssey?"),
    (SUNDAY, "Why is Orwell’s 1984 selling again?"),
    (NEW_YEAR, "Which songs are on Taylor Swift’s 1989?"),
    (LEAP_DAY, "Why was the singer of The 1975 sued in Malaysia?"),
    (MONTH_END, "Who edited the 1619 Project?"),
    (JULY, "What did the speaker tell the Class of 2022?"),
    (LEAP_DAY, "Which stadiums were chosen for Euro 2024?"),
    (NEW_YEAR, "What is the 1951 Refugee Convention?"),
    (MONTH_END, "How did the 2008 financial crisis change banking?"),
    (SATURDAY, "Who was convicted of the 1988 Lockerbie bombing?"),
    (LEAP_DAY, "Which lawsuits followed the 2023 Maui fires?"),
    (WEDNESDAY, "Why was the power cut in 2000 homes near Toledo?"),
    (SUNDAY, "Why did the Dow drop by 2000 points?"),
    (NEW_YEARS_EVE, "Are there between 1500 and 2000 North Koreans in Kursk?"),
    (SATURDAY, "Who sang before 2000 spectators in Riyadh?"),
    (MID_OCTOBER, "Who holds the record in the women’s 1500 metres?"),
    (WEDNESDAY, "What is being built at 1600 Pennsylvania Avenue?"),
    (MONDAY, "Which companies cut more than 1,900 jobs?"),
    (SUNDAY, "Why did the Senate split 50/50 on the nominee?"),
    # Lengths of time, and records.
    (MONDAY, "Who found the 5-year-old lost in Maine?"),
    (WEDNESDAY, "Why did the rapper get a 2-year sentence?"),
    (MONTH_END, "How does the 30-year mortgage rate affect buyers?"),
    (NEW_YEARS_EVE, "Who broke the 60-day ceasefire in Lebanon?"),
    (LEAP_DAY, "What does the six-week abortion ban in Florida say?"),
    (JULY, "Is this the worst drought in 40 years?"),
    (SUNDAY, "How did Cyprus qualify for the first time since 1979?"),
    (SATURDAY, "Is unemployment the highest since 2008?"),
    (JULY, "Why is the yen at its lowest level since 1998?"),
    (MONDAY, "How did the fisherman survive three days at sea?"),
    (NEW_YEAR, "Do fathers get twelve weeks of paid leave?"),
    (MID_OCTOBER, "Why do Icelanders like the four-day week?"),
    # Events that are called by their day.
    (SUNDAY, "Who planned the Sept. 11 attacks?"),
    (MID_OCTOBER, "How many hostages were taken in the Oct. 7 attack?"),
    (NEW_YEARS_EVE, "What did the January 6 committee conclude?"),
    (SUNDAY, "Who was pardoned for the Jan. 6 riot?"),
    (WEDNESDAY, "Which firefighters of 9/11 are still ill?"),
    (JULY, "Who attacked the Fourth of July parade in Highland Park?"),
    (MONTH_END, "What was decided at COP27?"),
    (JULY, "Who was behind the 7/7 bombings in London?"),
    # Seasons, quarters, halves and seconds of another kind.
    (WEDNESDAY, "Why do stocks fall when rates rise?"),
    (MONDAY, "How could the new dam spring a leak?"),
    (NEW_YEARS_EVE, "What became of the Arab Spring?"),
    (NEW_YEAR, "Which city hosts the Winter Olympics?"),
    (MONTH_END, "Who inherits Donna Summer’s songs?"),
    (LEAP_DAY, "Who is the second gentleman of the United States?"),
    (SUNDAY, "Who was injured in the third quarter of the Super Bowl?"),
    (MONDAY, "Who scored in the first half of the final?"),
    (SATURDAY, "Why was a school locked down in Silver Spring?"),
    (SATURDAY, "Which summer camp in Texas was flooded?"),
    # Fresh, but no time.
    (WEDNESDAY, "What is the latest on the strike?"),
    (SUNDAY, "Who is in charge of the FBI now?"),
    (NEW_YEAR, "What has Elon Musk recently bought?"),
    (MONDAY, "Is Ghislaine Maxwell currently in prison?"),
    # Days that nobody has reported from yet.
    (WEDNESDAY, "What will the Fed do next week?"),
    (MONDAY, "Who will be president in 2035?"),
    (SUNDAY, "Can Europe rearm by 2030?"),
    (SATURDAY, "Where will it snow tomorrow?"),
    (NEW_YEARS_EVE, "Which taxes rise next year?"),
    (WEDNESDAY, "How many jobs will AI destroy in the next five years?"),
    (MONTH_END, "Where will petrol cars be banned before 2040?"),
    (LEAP_DAY, "Who hosts the Olympics in the summer of 2028?"),
    (NEW_YEAR, "Will there be a base on the Moon in the 2030s?"),
    (MONDAY, "What happens to the tax cuts after 2025?"),
    (WEDNESDAY, "Which seats are contested on November 3, 2026?"),
    (WEDNESDAY, "How many cars does Tesla hope to sell in Q1 2027?"),
    (SATURDAY, "Which emission rules apply from 2027 to 2030?"),
    # October 11 to one half of the readers, November 10 to the other.
    (SATURDAY, "What was filed on 10/11/2025?"),
    (NEW_YEARS_EVE, "Which ship was hit on 03/04/2024?"),
]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def found_in(today: date, question: str) -> TimePhrase:
    found = find_time_phrase(question, today)
    assert found is not None, f"nothing found in {question!r} on {today}"
    return found


def interval(today: date, question: str) -> tuple[date, date]:
    found = found_in(today, question)
    assert found.since is not None, found
    assert found.until is not None, found
    return found.since, found.until


def test_the_days_that_a_reader_means_are_found() -> None:
    wrong = []
    for today, question, *wanted in TABLE:
        found = find_time_phrase(question, today)
        if not found or [iso(found.since), iso(found.until), found.is_explicit] != wanted:
            wrong.append(f"{today:%a} {today}: {question}\n    wanted {wanted}\n    found {found}")
    share_right = 1 - len(wrong) / len(TABLE)
    assert share_right >= MIN_SHARE_RIGHT, f"{share_right:.3f} right\n" + "\n".join(wrong)


def test_words_that_only_look_like_dates_are_left_alone() -> None:
    alarms = [
        f"{today:%a} {today}: {question}\n    found {found}"
        for today, question in DECOYS
        if (found := find_time_phrase(question, today))
    ]
    assert len(alarms) <= MAX_FALSE_ALARMS, f"{len(alarms)} false alarms\n" + "\n".join(alarms)


def test_every_phrase_is_verbatim() -> None:
    for today, question, *_ in TABLE:
        found = find_time_phrase(question, today)
        assert not found or (found.phrase.strip() and found.phrase in question), (question, found)


def test_every_interval_has_a_bound_and_does_not_run_backwards() -> None:
    for today, question, *_ in TABLE:
        found = find_time_phrase(question, today)
        if found:
            assert found.since or found.until, (question, found)
            assert (found.since or date.min) <= (found.until or date.max), (question, found)


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("What did the Fed announce on October 27?", "October 27"),
        ("On the 8th of December 2024, where did Assad flee?", "8th of December 2024"),
        ("LAST WEEK, what did the trade court decide?", "LAST WEEK"),
        ("Who died the day before yesterday in Dhaka?", "day before yesterday"),
        ("Which ministers have left since the summer of 2024?", "the summer of 2024"),
        ("What did the UN say between October 2023 and January 2024?", "October 2023 and January 2024"),
        ("What did he say on Thursday about the 2020 election?", "Thursday"),
        ("How many mass shootings were there so far this year?", "this year"),
    ],
)
def test_the_phrase_is_the_time_and_not_the_rest_of_the_question(question: str, core: str) -> None:
    phrase = found_in(WEDNESDAY, question).phrase
    assert core in phrase
    assert len(phrase) <= len(core) + len("on the so far ")


@pytest.mark.parametrize(
    "day",
    [
        "October 27, 2025",
        "October 27 2025",
        "October 27th, 2025",
        "Oct. 27, 2025",
        "Oct 27, 2025",
        "27 October 2025",
        "27 Oct. 2025",
        "27th October 2025",
        "the 27th of October, 2025",
        "Monday, October 27, 2025",
        "Monday 27 October 2025",
        "2025-10-27",
        "10/27/2025",
        "27/10/2025",
        "october 27, 2025",
        "OCTOBER 27, 2025",
    ],
)
@pytest.mark.parametrize("today", [WEDNESDAY, NEW_YEAR])
def test_every_usual_spelling_of_a_day_is_read(today: date, day: str) -> None:
    assert interval(today, f"Who resigned on {day}?") == (date(2025, 10, 27), date(2025, 10, 27))
    assert found_in(today, f"Who has resigned since {day}?").since == date(2025, 10, 27)


@pytest.mark.parametrize(
    ("age", "age_days"),
    [("a day", 1), ("two days", 2), ("five days", 5), ("twelve days", 12), ("3 days", 3), ("45 days", 45)],
)
def test_numbers_are_read_as_words_and_as_digits(age: str, age_days: int) -> None:
    day = NEW_YEAR - timedelta(days=age_days)
    assert interval(NEW_YEAR, f"Who resigned {age} ago?") == (day, day)


@pytest.mark.parametrize(
    ("question", "weekday", "n_days", "min_age_days"),
    [
        ("Who resigned last week?", calendar.MONDAY, 7, 7),
        ("Who resigned a week ago?", calendar.MONDAY, 7, 7),
        ("Who resigned over the weekend?", calendar.SATURDAY, 2, 0),
        ("Who resigned last weekend?", calendar.SATURDAY, 2, 2),
        ("Who resigned on Tuesday?", calendar.TUESDAY, 1, 0),
        ("Who resigned last Tuesday?", calendar.TUESDAY, 1, 1),
    ],
)
def test_weeks_begin_on_monday_on_whatever_day_is_asked(
    question: str, weekday: int, n_days: int, min_age_days: int
) -> None:
    ages_days = set()
    for today in (date(2023, 12, 11) + timedelta(days=n) for n in range(12 * 7)):
        since, until = interval(today, question)
        assert (since.weekday(), (until - since).days + 1) == (weekday, n_days), today
        ages_days.add((today - since).days)
    assert ages_days == set(range(min_age_days, min_age_days + 7))


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_without_a_year_is_the_last_one_begun(month: int) -> None:
    for today in (date(2023, 12, 25) + timedelta(days=n) for n in range(380)):
        year = today.year if month <= today.month else today.year - 1
        wanted = (date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        assert interval(today, f"Who resigned in {calendar.month_name[month]}?") == wanted, today


def test_the_past_month_and_year_exist_on_every_day() -> None:
    for today in (date(2023, 1, 1) + timedelta(days=n) for n in range(2 * 365 + 1)):
        since, until = interval(today, "Who resigned in the past month?")
        assert (until, 28 <= (today - since).days <= 31) == (today, True), today
        since, until = interval(today, "Who resigned in the past year?")
        assert (until, 365 <= (today - since).days <= 366) == (today, True), today


@pytest.mark.parametrize(
    ("question", "too_early", "begun", "since", "until"),
    [
        ("Who ruled France in 2024?", "2023-12-31", "2024-01-01", "2024-01-01", "2024-12-31"),
        ("Who resigned in June 2025?", "2025-05-31", "2025-06-01", "2025-06-01", "2025-06-30"),
        ("Who resigned on June 2, 2025?", "2025-06-01", "2025-06-02", "2025-06-02", "2025-06-02"),
        ("What did Apple earn in Q3 2025?", "2025-06-30", "2025-07-01", "2025-07-01", "2025-09-30"),
        ("Who resigned after May 2025?", "2025-05-31", "2025-06-01", "2025-06-01", None),
        ("How many had fled by 2023?", "2022-06-01", "2023-12-31", None, "2023-12-31"),
    ],
)
def test_a_time_is_found_from_the_day_on_which_it_can_have_been_reported(
    question: str, too_early: str, begun: str, since: str | None, until: str | None
) -> None:
    assert find_time_phrase(question, date.fromisoformat(too_early)) is None
    found = found_in(date.fromisoformat(begun), question)
    assert (iso(found.since), iso(found.until)) == (since, until)


@pytest.mark.parametrize("day", ["February 30", "February 29, 2023", "June 31, 2025", "2025-13-01", "31/11/2024"])
def test_a_day_that_does_not_exist_is_never_taken_for_one(day: str) -> None:
    found = find_time_phrase(f"Who resigned on {day}?", WEDNESDAY)
    assert found is None or found.since != found.until


def test_apostrophes_may_be_straight_or_curly() -> None:
    for today, question, *_ in TABLE:
        curly, straight = (find_time_phrase(q, today) for q in (question, question.replace("’", "'")))
        assert (curly and (curly.since, curly.until)) == (straight and (straight.since, straight.until)), question


@pytest.mark.parametrize("question", ["", "?", "What did Japan pledge?", "Who is the prime minister of Nepal?"])
def test_a_question_without_a_time_has_none(question: str) -> None:
    assert find_time_phrase(question, WEDNESDAY) is None
