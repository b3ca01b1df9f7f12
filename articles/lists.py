"""What the lists of articles are called, for their rows (`articles.listing`) and the pages that show them
(`core.page_store`)."""

from core.page_store.tags import published_of

ARTICLES = published_of("articles.articlepage")
TOPIC, TAG, SERIES, AUTHOR = "topic:", "tag:", "series:", "author:"


def of_topic(key: int) -> str:
    return f"{TOPIC}{key}"


def of_tag(key: int) -> str:
    return f"{TAG}{key}"


def of_series(key: int) -> str:
    return f"{SERIES}{key}"


def by_author(key: int) -> str:
    return f"{AUTHOR}{key}"


def beside(key: int) -> str:
    """The articles right before and after this one by date."""
    return f"beside:{key}"


# All that there are, in their order.
ALL_SERIES = "all-series"
ALL_TAGS = "all-tags"
TOPICS = "topics"
