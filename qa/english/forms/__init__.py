"""Forms: how dates, times of day and names are written.

clock_times.py  times of day
date_forms.py   dates, and the days that each form can mean
form_table.py   tables of patterns, a row per form
name_runs.py    runs of capitalised words, cut into names and titles
"""
