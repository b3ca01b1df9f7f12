"""Every page is valid HTML. Needs no browser."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.e2e.island import furnish
from tests.e2e.markup import faults_of

pytestmark = pytest.mark.e2e

PAGE = """<!doctype html><html lang="en-gb"><head><title>A page</title></head>
<body><main><h1>A heading</h1>{}</main></body></html>"""


def test_every_page_is_valid_html(db: None, storm: None) -> None:
    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    found = []
    for name, state in furnish().items():
        response = client.get(state.path) if state.sent is None else client.post(state.path, state.sent)
        assert response.status_code == state.status, name
        found += [f"{name}: {fault}" for fault in faults_of(response.content.decode())]
    assert not found, "\n".join(found)


def test_a_page_that_is_right_has_no_faults() -> None:
    html = """<h2 id="a">Words</h2><p aria-describedby="a">More <a href="#a">words</a></p>
    <label for="b">Name</label><input id="b" name="b"><img src="/a.jpg" alt="" width="1" height="1">
    <time datetime="2026-11-23T10:00:00+01:00">today</time><svg aria-hidden="true"><use href="#x"></use></svg>"""
    assert faults_of(PAGE.format(html)) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<p><div>Block</div></p>", "Unexpected end tag (p)"),
        ("<a href='/'>one <a href='/'>two</a></a>", "implies end tag"),
        ("<b>never closed", "end tag"),
        ("<p class='a' class='b'>Twice</p>", "duplicate"),
        ("<h2 id='a'>One</h2><h2 id='a'>Two</h2>", "is there 2 times"),
        ("<p aria-describedby='nothing'>Words</p>", "which is not there"),
        ("<button popovertarget='nothing'>Menu</button>", "which is not there"),
        ("<a href='#nothing'>Down</a>", "which is not there"),
        ("<h1>Another</h1>", "2 <h1>"),
        ("<h3>Too deep</h3>", "leaves out a level"),
        ("<h2></h2>", "empty heading"),
        ("<ul><p>No item</p></ul>", "holds ['p']"),
        ("<h2><div>Block</div></h2>", "holds ['div']"),
        ("<a href='/'><button>Both</button></a>", "something else to press"),
        ("<a href='/'><svg></svg></a>", "has no words"),
        ("<input name='email'>", "has no label"),
        ("<nav><a href='/'>Home</a></nav>", "has no name"),
        ("<img src='/a.jpg' alt=''>", "lacks ['width', 'height']"),
        ("<p style='color: red'>Red</p>", "style or script"),
        ("<p onclick='go()'>Go</p>", "style or script"),
        ("<script>go()</script>", "a script in the page"),
        ("<center>Old</center>", "no element of HTML"),
        ("<p colour='red'>Red</p>", "has the attribute colour"),
        ("<a href='/a b'>Gap</a>", "no valid address"),
        ("<time datetime='today'>today</time>", "no valid date"),
    ],
)
def test_the_checks_find_what_is_wrong(html: str, fault: str) -> None:
    assert any(fault in found for found in faults_of(PAGE.format(html))), faults_of(PAGE.format(html))


def test_the_error_page_of_the_server_needs_nothing() -> None:
    """It must come out right even when nothing else works: no request, no database, no context."""
    assert faults_of(render_to_string("500.html")) == []
