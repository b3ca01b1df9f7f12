"""The demonstration's Polish tree beside the English one: an author, two articles with their topics, the guidebook.

The landing page, the content pages that the footer leads to, and templates for articles too.
"""

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wagtail.models import Locale, Page, Site

from articles.models import ArticleIndexPage, ArticleTemplate, Series, Topic
from core.models import SiteSettings
from core.translating import refer_to_versions
from home.demo.guidebook import field_words, guidebook_words, load_popups
from home.demo.publishing import publish
from newsletter.models import GuidebookFormField, GuidebookIndexPage, NewsletterSettings

if TYPE_CHECKING:
    from home.demo.loader import DemoLoader

FOLDER = Path(__file__).parent / "content" / "pl"


def load_polish(loader: "DemoLoader") -> None:
    """Translates, by Wagtail's own means, a part of what `loader` has loaded; each thing before what refers to it."""
    tree = read("tree")
    locale, _ = Locale.objects.get_or_create(language_code="pl")
    for topic in tree["topics"]:
        topic["introduction"] = f"<p>{topic['introduction']}</p>"
        translate_row(loader.topics[topic.pop("original")], topic, locale)
    translate_row(loader.series[tree["series"].pop("original")], tree["series"], locale)
    for template in tree["templates"]:
        template["body"] = loader.stream(template["body"])
        translate_row(loader.templates[template.pop("original")], template, locale)
    version_of(loader.home, locale)
    translate(ArticleIndexPage.objects.exclude(locale=locale).get(), tree["article_index"], locale)
    translate(loader.pages[tree["author"].pop("original")], tree["author"], locale)
    articles = [read(f"articles/{file.stem}") for file in (FOLDER / "articles").glob("*.toml")]
    for article in sorted(articles, key=lambda article: article["published"]):
        article["body"] = loader.stream(article["body"])
        article["published_at"] = article.pop("published")
        translate(loader.pages[article.pop("original")], article, locale)
    translate(GuidebookIndexPage.objects.exclude(locale=locale).get(), tree["guidebook_index"], locale)
    translate_guidebook(loader, locale)
    for page in read("pages")["pages"]:
        page["body"] = loader.stream(page["body"])
        translate(loader.pages[page.pop("original")], page, locale)
    landing = read("landing")
    landing["sections"] = loader.stream(landing.pop("body"))
    translate(loader.pages["lead-better"], landing, locale)
    tree["home"]["sections"] = loader.stream(tree["home"]["sections"])
    translate(loader.home, tree["home"], locale)
    load_words(tree, loader)


def read(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def translate_row(original: Topic | Series | ArticleTemplate, content: dict[str, Any], locale: Locale) -> None:
    version = original.copy_for_translation(locale)
    for name, value in content.items():
        setattr(version, name, value)
    version.save()


def version_of(page: Page, locale: Locale) -> Page:
    """The page's version in this language, begun if there is none."""
    return page.get_translation_or_none(locale) or page.copy_for_translation(locale)


def translate_guidebook(loader: "DemoLoader", locale: Locale) -> None:
    """Its file is the same; so are the names of its form's fields, by which we know a first name among the answers."""
    content = read("guidebook")
    fields = GuidebookFormField.objects.filter(page=version_of(loader.guidebook, locale).pk)
    for field, said in zip(fields, content["form_fields"], strict=True):
        GuidebookFormField.objects.filter(pk=field.pk).update(**field_words(said))
    translate(loader.guidebook, guidebook_words(content), locale)
    load_popups(read("popups")["popups"], loader.guidebook.get_translation(locale))


def translate(original: Page, content: dict[str, Any], locale: Locale) -> None:
    """What is not said in the content is as in the original; what it refers to is the version in this language."""
    version = version_of(original, locale)
    tags = content.pop("tags", None)
    for name, value in content.items():
        setattr(version, name, value)
    refer_to_versions(version, locale)
    if tags is not None:
        version.tags.set(tags)
    publish(version, at=content.get("published_at"))


def load_words(tree: dict[str, Any], loader: "DemoLoader") -> None:
    """The words of the settings in Polish."""
    words = tree["site"]
    words["footer_columns"] = [
        {"type": "column", "value": {**column, "links": [loader.link(link) for link in column["links"]]}}
        for column in words["footer_columns"]
    ]
    for model, said in ((SiteSettings, words), (NewsletterSettings, tree["newsletter"])):
        settings: Any = model.for_site(Site.objects.get(is_default_site=True))
        settings.in_other_languages = json.dumps([{"type": "words", "value": {"language": "pl", **said}}])
        settings.save()
