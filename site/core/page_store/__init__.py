"""The public HTML of every page, listing, feed and sitemap, kept as it was rendered until something in it changes.

`wsgi` answers before Django is entered; `recording` notes what a render shows; `changes` says what a change shows in;
`log` tells each process of it; `store`, `files` and `shared` keep the pages. See docs/page-store.md.
"""
