"""What the newsletter's forms are called in a stamp (`core.stamps`)."""

NEWSLETTER = "newsletter"


def guidebook_form(page_id: int | None) -> str:
    """What the form of this guidebook is called in a stamp."""
    return f"guidebook-{page_id}"
