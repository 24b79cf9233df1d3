"""Agency formats → articles, each under its agency's id. What is withdrawn or embargoed is no article.

agency_item.py  an item's id, address, status and embargo
newsml.py       NewsML-G2
newsml_1.py     NewsML 1, its predecessor
ninjs.py        ninjs 1, 2 and 3, and Superdesk's
nitf.py         NITF
xml_parts.py    elements by name, and the text in them
"""
