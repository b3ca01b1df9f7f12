"""What parts of all articles are called, for the pages that list no more than these (`core.page_store`)."""


def of_topic(key: int) -> str:
    return f"topic:{key}"


def of_tag(key: int) -> str:
    return f"tag:{key}"


def of_series(key: int) -> str:
    return f"series:{key}"


def by_author(key: int) -> str:
    return f"author:{key}"


def beside(key: int) -> str:
    """The articles right before and after this one by date."""
    return f"beside:{key}"


# All that there are, in their order.
ALL_SERIES = "all-series"
ALL_TAGS = "all-tags"
TOPICS = "topics"
