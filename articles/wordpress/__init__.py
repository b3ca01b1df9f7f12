"""Brings a WordPress site here: `reader` reads its export, `content` turns its HTML into blocks, `images` finds its
pictures, `posts` says what an article is to become, `importer` makes it so, and `report` tells what was done.
"""
