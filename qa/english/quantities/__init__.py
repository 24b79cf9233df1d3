"""Quantities in sentences, as exact as their words leave them.

quantity.py        quantities: ranges, approximations, units
quantity_words.py  numbers in digits and in words
units.py           units and their scales
"""
