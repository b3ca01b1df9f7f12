"""The demonstration's Polish tree beside the English one: home page, index, an author, two articles, their topics.

Templates for articles too.
"""

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wagtail.models import Locale, Page, Site

from articles.models import ArticleIndexPage, ArticleTemplate, Series, Topic
from core.models import SiteSettings
from home.demo.publishing import publish
from newsletter.models import NewsletterSettings

if TYPE_CHECKING:
    from home.demo.loader import DemoLoader

FOLDER = Path(__file__).parent / "content" / "pl"


def load_polish(loader: "DemoLoader") -> None:
    """Translates, by Wagtail's own means, a part of what `loader` has loaded; topics first, which articles refer to."""
    tree = read("tree")
    locale, _ = Locale.objects.get_or_create(language_code="pl")
    for topic in tree["topics"]:
        topic["introduction"] = f"<p>{topic['introduction']}</p>"
        translate_row(loader.topics[topic.pop("original")], topic, locale)
    translate_row(loader.series[tree["series"].pop("original")], tree["series"], locale)
    for template in tree["templates"]:
        template["body"] = loader.stream(template["body"])
        translate_row(loader.templates[template.pop("original")], template, locale)
    tree["home"]["sections"] = loader.stream(tree["home"]["sections"])
    translate(loader.home, tree["home"], locale)
    translate(ArticleIndexPage.objects.exclude(locale=locale).get(), tree["article_index"], locale)
    translate(loader.pages[tree["author"].pop("original")], tree["author"], locale)
    articles = [read(file.stem) for file in FOLDER.glob("*.toml") if file.stem != "tree"]
    for article in sorted(articles, key=lambda article: article["published"]):
        article["body"] = loader.stream(article["body"])
        article["published_at"] = article.pop("published")
        translate(loader.pages[article.pop("original")], article, locale)
    load_words(tree, loader)


def read(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def translate_row(original: Topic | Series | ArticleTemplate, content: dict[str, Any], locale: Locale) -> None:
    version = original.copy_for_translation(locale)
    for name, value in content.items():
        setattr(version, name, value)
    version.save()


def translate(original: Page, content: dict[str, Any], locale: Locale) -> None:
    """What is not said in the content is as in the original."""
    version = original.copy_for_translation(locale)
    tags = content.pop("tags", None)
    for name, value in content.items():
        setattr(version, name, value)
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
