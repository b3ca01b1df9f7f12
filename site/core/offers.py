class Offer:
    """Marks page types that may stand in an offer card, such as a guidebook.

    Such a page has `title`, `standfirst`, `cover` and `button_label`. The ground names no page type of a higher
    layer; it only asks for this mark.
    """
