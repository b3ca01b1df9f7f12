"""Puts the page store in front of the site."""

from django.conf import settings
from django.db import connection
from django.urls import get_resolver
from wagtail.models import get_page_models

from core.models import BasePage
from core.page_store.clearing import own_store
from core.page_store.recording import known_parameters
from core.page_store.wsgi import Application, PageStore


def page_store(application: Application) -> Application:
    """The application behind its store, unless it has none (`PAGE_STORE`)."""
    if not settings.PAGE_STORE:
        return application
    store = PageStore(application, own_store(), parameters())
    connection.close()  # Each thread that answers has its own.
    return store


def parameters() -> set[str]:
    """All parameters of addresses that any page or view knows."""
    _ = get_resolver().url_patterns  # Views say what they know when they are routed to.
    types = [model for model in get_page_models() if issubclass(model, BasePage)]
    return known_parameters.union(*(model.known_parameters for model in types))
