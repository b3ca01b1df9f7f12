"""The one place where HTML that nobody here wrote is made safe to be shown."""

import nh3

# Words and their order; nothing that loads, runs, looks like ours or carries an id that could meet one of ours.
SAFE_TAGS = {
    *("p", "br", "hr", "a", "b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "q"),
    *("abbr", "cite", "code", "kbd", "samp", "var", "time", "span", "div", "pre", "blockquote", "address"),
    *("h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "details", "summary"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
SAFE_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href"},
    "abbr": {"title"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
GONE_WITH_WHAT_IS_INSIDE = {
    *("script", "style", "svg", "math", "form", "template", "noscript", "iframe", "object", "canvas", "select"),
    *("textarea", "button", "audio", "video", "map", "dialog"),
}
SCHEMES = {"http", "https", "mailto", "tel"}


def safe_html(html: str) -> str:
    """What of the HTML may stand in a page: its words, lists, tables and links."""
    return nh3.clean(
        html,
        tags=SAFE_TAGS,
        attributes=SAFE_ATTRIBUTES,
        clean_content_tags=GONE_WITH_WHAT_IS_INSIDE,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )
