from wagtail.models import Page, get_page_models


class TextPage:
    """Marks the page type that is a standfirst and a body and nothing more: what an import makes of a plain page.

    The ground names no page type of a higher layer; it only asks for this mark.
    """


def text_page_model() -> type[Page] | None:
    """The page type with the mark, if an app has one."""
    return next((model for model in get_page_models() if issubclass(model, TextPage)), None)
