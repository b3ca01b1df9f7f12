"""The fields of a form that nobody has filled in are made once of the same values."""

import pytest
from django import forms
from django.utils.translation import override

from articles.comment_form import CommentForm
from core import reader_forms
from core.stamps import Stamp
from newsletter.forms import SignUpForm
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(reader_forms, "fresh_fields", {})


@pytest.fixture
def made(monkeypatch):
    """How often fields were put together."""
    calls, render = [], reader_forms.render_to_string

    def counted(*args, **kwargs):
        calls.append(args)
        return render(*args, **kwargs)

    monkeypatch.setattr(reader_forms, "render_to_string", counted)
    return calls


class Form(reader_forms.ReaderForm):
    name = forms.CharField(label="Name")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, stamp=Stamp("a form"), **kwargs)


def test_two_pages_have_the_same_fields_and_stamps_of_their_own(made):
    first, second = (CommentForm(article=ArticleFactory()).as_fields() for _ in range(2))
    assert len(made) == 1
    stamps = [html.split(">", 1)[0] for html in (first, second)]
    assert 'name="stamp"' in stamps[0]
    assert stamps[0] != stamps[1]
    assert first.split(">", 1)[1] == second.split(">", 1)[1]


def test_all_fields_are_there_once():
    form = CommentForm(article=ArticleFactory())
    html = form.as_fields()
    assert [html.count(f'name="{name}"') for name in form.fields] == [1] * len(form.fields)


def test_what_somebody_has_written_is_kept_for_nobody(made):
    for name in ("Ann", "Ben"):
        html = Form({"name": name}).as_fields()
        assert f'value="{name}"' in html
    assert len(made) == 2
    assert reader_forms.fresh_fields == {}


def test_another_wording_place_language_or_value_is_another_form():
    looks = [
        SignUpForm(wording="Write to me."),
        SignUpForm(wording="Write to me now and then."),
        SignUpForm(wording="Write to me.", placement="footer"),
    ]
    seen = {form.as_fields().split(">", 1)[1] for form in looks}
    with override("pl"):
        seen.add(SignUpForm(wording="Write to me.").as_fields().split(">", 1)[1])
    assert len(seen) == 4
    assert Form(initial={"name": "Ann"}).as_fields() != Form().as_fields()


@pytest.mark.parametrize(
    "change",
    [
        lambda field: setattr(field, "label", "Surname"),
        lambda field: setattr(field, "help_text", "As on the door"),
        lambda field: setattr(field, "required", False),
        lambda field: setattr(field, "initial", "Ann"),
        lambda field: field.widget.attrs.update({"autocomplete": "name"}),
        lambda field: setattr(field, "widget", forms.Textarea()),
        lambda field: setattr(field, "widget", forms.Select(choices=[("a", "Ann")])),
    ],
)
def test_whatever_is_seen_of_a_field_makes_a_difference(change):
    plain, other = Form(), Form()
    change(other.fields["name"])
    assert plain.as_fields().split(">", 1)[1] != other.as_fields().split(">", 1)[1]


def test_choices_make_a_difference():
    forms_of_both = []
    for choice in ("Ann", "Ben"):
        form = Form()
        form.fields["name"] = forms.ChoiceField(choices=[("a", choice)])
        forms_of_both.append(form.as_fields().split(">", 1)[1])
    assert forms_of_both[0] != forms_of_both[1]


def test_no_more_than_some_are_kept(monkeypatch):
    monkeypatch.setattr(reader_forms, "MOST_KEPT", 3)
    for number in range(8):
        SignUpForm(wording=f"Write to me {number} times.").as_fields()
    assert len(reader_forms.fresh_fields) <= 3
