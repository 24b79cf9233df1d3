"""Quantities in sentences, as exact as their words leave them.

hedges.py          hedges and rounding: how far from its value a number can lie
no_quantities.py   numbers that count nothing: labels, dates, ordinals
number_words.py    numbers in digits and in words
quantity.py        quantities: ranges, approximations, units
units.py           units and their scales
written_number.py  the parts of a written number, in order
"""
