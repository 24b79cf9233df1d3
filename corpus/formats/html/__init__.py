"""Web pages: metadata and boilerplate removal.

boilerplate_blocks.py  boilerplate removal: parts of a page that its markup tells from the story
boilerplate_lines.py   boilerplate removal: lines that are no part of the story
metadata.py            page metadata: schema.org, then OpenGraph
"""
