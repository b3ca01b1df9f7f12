"""Puts the demo content into an empty tree: the texts of `content/`, the pictures and the guidebook beside it."""

import json
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import FileField, Model
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_save
from wagtail.models import Page, Site

from articles.models import (
    ArticleAuthor,
    ArticleIndexPage,
    ArticlePage,
    ArticleTemplate,
    AuthorPage,
    Series,
    Topic,
)
from core.models import SiteImage, SiteSettings
from home.demo.guidebook import load_guidebook, load_newsletter_settings, load_popups
from home.demo.polish import load_polish
from home.demo.publishing import publish
from home.demo.reception import load_reception
from home.demo.workflow import load_workflow
from home.models import ContentPage, HomePage, LandingPage
from newsletter.models import GuidebookIndexPage

FOLDER = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    """A file of `content/`, by its name without ending."""
    with (FOLDER / "content" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


FRAME = (HomePage, ArticleIndexPage, GuidebookIndexPage)  # The pages that the migrations make.


def is_empty() -> bool:
    """Whether the site has just the pages that every site begins with, and no word of anybody's."""
    has_frame = all(page_type.objects.count() == 1 for page_type in FRAME)
    others = Page.objects.filter(depth__gt=1).not_exact_type(*FRAME)
    return has_frame and not any(found.exists() for found in (others, Topic.objects.all(), Series.objects.all()))


def was_offered() -> bool:
    """Whether the demo was loaded once, or somebody has begun to write: both leave a revision of the home page.

    Whoever has deleted the demo does not want it again at the next start.
    """
    return HomePage.objects.filter(latest_revision__isnull=False).exists()


@contextmanager
def leaving_no_files() -> Iterator[None]:
    """Removes the files of all that was saved within the block if it fails: a rollback takes back the rows alone."""
    saved: list[FieldFile] = []

    def note(sender: type[Model], instance: Model, **kwargs: Any) -> None:
        saved.extend(getattr(instance, field.name) for field in sender._meta.fields if isinstance(field, FileField))

    post_save.connect(note)
    try:
        yield
    except BaseException:
        for file in saved:
            file.delete(save=False)
        raise
    finally:
        post_save.disconnect(note)


class DemoLoader:
    """Loads everything in one transaction; what refers to what is found by key or slug."""

    def __init__(self) -> None:
        self.images: dict[str, SiteImage] = {}
        self.topics: dict[str, Topic] = {}
        self.series: dict[str, Series] = {}
        self.templates: dict[str, ArticleTemplate] = {}
        self.pages: dict[str, Page] = {}

    @cached_property
    def home(self) -> HomePage:
        return HomePage.objects.get()

    @leaving_no_files()
    @transaction.atomic
    def load(self) -> None:
        self.load_images()
        self.load_topics()
        self.load_authors()
        self.load_articles()
        self.load_templates()
        self.guidebook = load_guidebook(read("guidebook"), self.images, FOLDER / "guidebook")
        self.pages[self.guidebook.slug] = self.guidebook
        self.load_content_pages()
        self.load_landing_page()
        self.publish_articles()
        load_reception(read("reception")["articles"], self.pages)
        self.load_home()
        self.load_settings()
        load_polish(self)
        load_workflow()

    def load_images(self) -> None:
        for picture in read("pictures")["pictures"]:
            file = FOLDER / "pictures" / f"{picture['key']}.jpg"
            with file.open("rb") as data:
                image = SiteImage(title=picture["title"], description=picture.get("alt", ""))
                image.file = ImageFile(data, name=file.name)
                image._set_image_file_metadata()
                image.save()
            self.images[picture["key"]] = image

    def load_topics(self) -> None:
        for topic in read("topics")["topics"]:
            image = self.images.get(topic.pop("image", ""))
            introduction = f"<p>{topic.pop('introduction')}</p>"
            self.topics[topic["slug"]] = Topic.objects.create(image=image, introduction=introduction, **topic)

    def load_authors(self) -> None:
        index = ArticleIndexPage.objects.get()
        for author in read("authors")["authors"]:
            links = [{"type": "link", "value": link} for link in author.pop("links", [])]
            portrait = self.images.get(author.pop("portrait", ""))
            title = author.pop("name")
            page = AuthorPage(title=title, portrait=portrait, links=json.dumps(links), **author)
            self.pages[page.slug] = index.add_child(instance=page)
            publish(page)

    def load_articles(self) -> None:
        """Makes all articles as drafts first, so that they can refer to each other."""
        for series in read("series")["series"]:
            key = series.pop("key")
            self.series[key] = Series.objects.create(**series)
        for article in articles():
            page = ArticlePage(
                title=article["title"],
                slug=article["slug"],
                standfirst=article["standfirst"],
                search_description=article.get("search_description", ""),
                hero_image=self.images[article["hero"]] if article.get("hero") else None,
                hero_alt_text=article.get("hero_alt_text", ""),
                hero_caption=article.get("hero_caption", ""),
                series=self.series[article["series"]] if article.get("series") else None,
                series_position=article.get("series_position"),
                coming_next=article.get("coming_next", ""),
                published_at=article["published"],
                live=False,
            )
            self.pages[article["author"]].add_child(instance=page)
            self.pages[page.slug] = page

    def load_templates(self) -> None:
        for template in read("templates")["templates"]:
            key, body = template.pop("key"), self.stream(template.pop("body"))
            self.templates[key] = ArticleTemplate.objects.create(body=body, **template)

    def publish_articles(self) -> None:
        for article in sorted(articles(), key=lambda article: article["published"]):
            page = self.pages[article["slug"]]
            page.body = self.stream(article["body"])
            page.topics.set([self.topics[slug] for slug in article["topics"]])
            page.tags.set(article.get("tags", []))
            authors = [article["author"], *article.get("further_authors", [])]
            page.article_authors.set(
                [ArticleAuthor(author=self.pages[slug], sort_order=order) for order, slug in enumerate(authors)]
            )
            publish(page, at=article["published"])

    def load_content_pages(self) -> None:
        for content in read("pages")["pages"]:
            body = content.pop("body")
            page = ContentPage(body=self.stream(body), **content)
            self.pages[page.slug] = self.home.add_child(instance=page)
            publish(page)

    def load_landing_page(self) -> None:
        landing = read("landing")
        sections = self.stream(landing.pop("body"))
        page = LandingPage(sections=sections, **landing)
        self.pages[page.slug] = self.home.add_child(instance=page)
        publish(page)

    def load_home(self) -> None:
        content = read("home")
        self.rewrite(ArticleIndexPage.objects.get(), content.pop("article_index"))
        self.rewrite(GuidebookIndexPage.objects.get(), content.pop("guidebook_index"))
        content["sections"] = self.stream(content["sections"])
        self.rewrite(self.home, content)

    def rewrite(self, page: Page, content: dict[str, Any]) -> None:
        """Gives a page that every site has the demonstration's words."""
        for name, value in content.items():
            setattr(page, name, value)
        publish(page)
        self.pages[page.slug] = page

    def load_settings(self) -> None:
        content = read("site")
        site_settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
        site_settings.name = content["name"]
        site_settings.tagline = content["tagline"]
        site_settings.masthead_label = content["masthead_action"]["label"]
        site_settings.masthead_page = self.pages[content["masthead_action"]["page"]]
        site_settings.privacy_page = self.pages["privacy"]
        site_settings.organisation_name = content["organisation"]["legal_name"]
        site_settings.organisation_description = content["organisation"]["description"]
        site_settings.organisation_email = content["organisation"]["email"]
        site_settings.footer_note = content["footer"]["note"]
        site_settings.footer_columns = json.dumps(
            [
                {"type": "column", "value": {**column, "links": [self.link(link) for link in column["links"]]}}
                for column in content["footer_columns"]
            ]
        )
        site_settings.save()
        load_newsletter_settings(self.guidebook)
        load_popups(read("popups")["popups"], self.guidebook)

    def link(self, link: dict[str, str]) -> dict[str, Any]:
        page = self.pages[link["page"]].pk if link.get("page") else None
        return {"label": link.get("label", ""), "page": page, "url": link.get("url", "")}

    def stream(self, blocks: list[dict[str, Any]]) -> str:
        """Blocks as they stand in a content file, as a StreamField stores them."""
        return json.dumps(
            [{"type": block["type"], "value": self.value(block["type"], block.get("value"))} for block in blocks]
        )

    def value(self, block_type: str, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        for name in ("image", "portrait"):
            if name in value:
                value[name] = self.image_value(value[name])
        if "page" in value:
            value["page"] = self.pages[value["page"]].pk if value["page"] else None
        if "button" in value:
            value["button"] = self.link(value["button"])
        if "topic" in value:
            value["topic"] = self.topics[value["topic"]].pk if value["topic"] else None
        if block_type == "table":
            rows = [{"values": row} for row in value["table"]["rows"]]
            value["table"] = {"columns": value["table"]["columns"], "rows": rows}
        return value

    def image_value(self, value: dict[str, Any] | str) -> dict[str, Any] | None:
        """An `ImageBlock`'s value, from a picture's key or from a table with its own alternative text."""
        if not value:
            return None
        if isinstance(value, str):
            value = {"image": value, "alt_text": self.images[value].description}
        return {"decorative": False, "alt_text": "", **value, "image": self.images[value["image"]].pk}


def articles() -> list[dict[str, Any]]:
    return [read(f"articles/{file.stem}") for file in sorted((FOLDER / "content" / "articles").glob("*.toml"))]
