"""Brings a WordPress site here.

`stream` and `reader` read the export item by item. `posts` says what a post is to become, with `people` for its byline,
`content` for its text (`shortcodes`, `elements`, `tables`, `figures`, `films`; `markup` is where HTML is made safe) and
`images` for its pictures. `writer` makes it so, `records` remembers it, `importer` runs the whole and `report` tells.
"""
