from typing import Any

from core.page_forms import BasePageForm


class ArticlePageForm(BasePageForm):
    """The editor of an article, with the topics and series of its language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        locale = self.instance.locale_id or self.parent_page.locale_id  # A preview says the page's own only later.
        for name in {"topics", "series"} & fields.keys():
            fields[name].queryset = fields[name].queryset.filter(locale=locale)
