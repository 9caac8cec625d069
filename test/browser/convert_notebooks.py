"""Renders notebooks without a kernel: as nbconvert's page, and as GitHub shows them, without styles and scripts.

GitHub's list of what it lets through: https://github.com/gjtorikian/html-pipeline (its sanitization filter).
Prints one JSON object: for each notebook, both pages.
"""

import json
import sys

import bleach
from nbconvert import HTMLExporter

TAGS = set(
    "h1 h2 h3 h4 h5 h6 br b i strong em a pre code img tt div ins del sup sub p ol ul table thead tbody tfoot "
    "blockquote dl dt dd kbd q samp var hr li tr td th s summary details caption small span".split()
)
ATTRIBUTES = {"*": ["align", "colspan", "rowspan", "title", "width", "height", "open"], "a": ["href"], "img": ["src", "alt"]}

full, basic = HTMLExporter(), HTMLExporter(template_name="basic")
pages = {}
for file in sys.argv[1:]:
    page, _ = full.from_filename(file)
    body, _ = basic.from_filename(file)
    plain = bleach.clean(body, tags=TAGS, attributes=ATTRIBUTES, protocols=["http", "https", "data"], strip=True)
    pages[file] = {"page": page, "plain": f"<!doctype html><meta charset='utf-8'>{plain}"}
json.dump(pages, sys.stdout)
