"""Formatting for templates."""

import json
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory

from core.images import make_sources
from core.models import SiteImage
from core.pictures import File, Source
from core.templatetags.core_tags import drawings, json_ld
from tests.factories import ImageFactory


def render(source: str, **context) -> str:
    return Template("{% load core_tags %}" + source).render(Context(context))


def graph(text: str) -> list:
    return json.loads(text)["@graph"]


def test_structured_data_is_one_graph():
    text = json_ld([{"@type": "Person"}, {"@type": "WebSite"}])
    assert json.loads(text)["@context"] == "https://schema.org"
    assert [item["@type"] for item in graph(text)] == ["Person", "WebSite"]


@pytest.mark.parametrize("title", ["</script><script>alert(1)</script>", "<!--", "a & b", "]]>", "\u2028", "“żółw”"])
def test_no_title_ends_the_element_that_holds_the_data(title):
    text = json_ld([{"headline": title}])
    assert graph(text)[0]["headline"] == title
    assert not set("<>&") & set(text)


def test_the_data_is_not_escaped_a_second_time():
    assert "&quot;" not in render("{{ data|json_ld }}", data=[{"name": "“Ask” & 'wait'"}])


def test_a_set_of_sources_names_each_width():
    files = (File("images/a.jpg", 400, 300), File("images/b.jpg", 800, 600))
    assert Source("image/jpeg", files).srcset == ("/media/images/a.jpg 400w, /media/images/b.jpg 800w")


@pytest.mark.django_db
def test_a_picture_has_its_size_so_that_nothing_jumps():
    html = render("{% responsive_image image 'hero' alt='A harbour' %}", image=ImageFactory())
    assert 'width="60"' in html
    assert 'height="40"' in html
    assert 'alt="A harbour"' in html
    assert 'loading="lazy"' in html


@pytest.mark.django_db
def test_a_picture_that_is_not_described_has_an_empty_alternative_not_a_missing_one():
    assert 'alt=""' in render("{% responsive_image image 'hero' %}", image=ImageFactory(title="DSC_1"))
    assert 'alt=""' in render("{% responsive_image image 'hero' alt=nothing %}", image=ImageFactory(), nothing=None)


@pytest.mark.django_db
def test_words_for_a_picture_are_escaped():
    html = render("{% responsive_image image 'hero' alt=words %}", image=ImageFactory(), words='"><script>')
    assert "<script>" not in html


@pytest.mark.django_db
def test_a_picture_that_opens_the_page_is_not_put_off():
    html = render("{% responsive_image image 'hero' loading='eager' %}", image=ImageFactory())
    assert "lazy" not in html
    assert 'fetchpriority="high"' in html


@pytest.mark.django_db
def test_a_picture_that_is_ready_comes_in_three_formats():
    image = ImageFactory(width=900, height=600)
    make_sources(image.pk, "hero")
    html = render("{% responsive_image image 'hero' sizes='50vw' %}", image=SiteImage.objects.get(pk=image.pk))
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    assert html.count('sizes="50vw"') == 3
    assert ".avif 360w, " in html


@pytest.mark.django_db
def test_asking_for_pictures_asks_the_database_nothing(django_assert_num_queries):
    image = ImageFactory()
    make_sources(image.pk, "hero")
    image = SiteImage.objects.get(pk=image.pk)
    with django_assert_num_queries(0):
        template = "{% responsive_image image 'hero' %}{% shared_picture None image as shared %}{{ shared.url }}"
        render(template, image=image, request=RequestFactory().get("/"))


def test_no_picture_is_no_markup():
    assert render("{% responsive_image image 'hero' %}", image=None).strip() == ""


@pytest.mark.parametrize(
    ("collection", "names"), [("icons", {"search", "arrow-back", "mark"}), ("patterns", {"p0", "pd"})]
)
def test_every_drawing_is_whole_and_stands_alone(collection, names):
    assert names <= drawings(collection).keys()
    for name, drawn in drawings(collection).items():
        assert len(ElementTree.fromstring(f"<svg>{drawn}</svg>")), name
        assert "id=" not in drawn, "A page may show it twice."


def test_a_drawing_goes_into_the_page_as_it_is_and_an_unknown_one_is_nothing():
    assert render('{% drawing "icons" "close" %}') == '<path d="m5.5 5.5 13 13m0-13-13 13"/>'
    assert render('{% drawing "icons" name %}', name="kraken") == ""


def test_a_small_drawing_is_an_address_that_holds_it():
    url = render("{% data_url 'img/favicon.svg' %}")
    kind, _, svg = url.partition(",")
    assert kind == "data:image/svg+xml"
    assert unquote(svg) == Path(str(finders.find("img/favicon.svg"))).read_text().strip()
    assert not set(svg) & set("<>\"'#& ")
