"""Calendar names: months and weekdays by their first three letters, in order; the month in which each season begins."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # the month in which each begins
