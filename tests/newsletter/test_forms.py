"""Fields and forms, without a page around them."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.stamps import Stamp
from newsletter.forms import (
    RESERVED_NAMES,
    AddressField,
    GuidebookFormBuilder,
    HiddenAnswerField,
    OneLineField,
    QuietField,
    SignUpForm,
)


def form_field(label: str, field_type: str = "singleline", **values: Any) -> SimpleNamespace:
    """A field as the form builder keeps it."""
    name = label.lower().replace(" ", "_")
    defaults = {"clean_name": name, "required": True, "choices": "", "default_value": "", "help_text": ""}
    return SimpleNamespace(label=label, field_type=field_type, **{**defaults, **values})


def built(*fields: SimpleNamespace, wording: str = "Write to me.", data: Any = None) -> forms.Form:
    return GuidebookFormBuilder(fields, wording).get_form_class()(data, stamp=Stamp("guidebook-1", wording))


def test_an_address_comes_out_in_its_normal_form():
    assert AddressField().clean(" Ann@BÜCHER.example ") == "ann@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("value", "message"), [("", "Enter your e-mail address."), (None, "Enter your"), ("x", "name@example.com")]
)
def test_what_is_wrong_with_an_address_is_said_in_plain_words(value, message):
    with pytest.raises(ValidationError) as caught:
        AddressField().clean(value)
    assert message in caught.value.messages[0]


def test_an_address_that_is_not_asked_for_may_stay_empty():
    assert AddressField(required=False).clean("") == ""


@given(st.text(max_size=80))
def test_one_line_is_one_line(text):
    try:
        line = OneLineField(required=False).clean(text)
    except ValidationError:
        assert "\x00" in text
        return
    assert line.splitlines() in ([], [line])
    assert line == line.strip()


@given(st.one_of(st.none(), st.text(max_size=300)))
def test_hidden_fields_never_complain(value):
    assert "\x00" not in HiddenAnswerField().clean(value)
    assert len(HiddenAnswerField().clean(value)) <= 255
    assert "\x00" not in QuietField().clean(value)


def test_the_address_comes_first_and_the_box_of_the_newsletter_last():
    form = built(form_field("Company"), form_field("Why", "multiline"))
    assert [field.name for field in form.visible_fields()] == ["email", "company", "why", "newsletter"]
    assert [field.name for field in form.hidden_fields()] == ["stamp", "homepage", "first_touch", "last_touch"]
    assert form["newsletter"].label == "Write to me."


@pytest.mark.parametrize("name", sorted(RESERVED_NAMES))
def test_no_field_takes_the_place_of_what_the_form_needs(name):
    form = built(form_field(name, "hidden"))
    assert list(form.fields) == ["stamp", "homepage", "first_touch", "last_touch", "email", "newsletter"]
    assert isinstance(form.fields["email"], AddressField)


@pytest.mark.parametrize(
    "name", ["clean", "errors", "data", "fields", "is_valid", "answers", "agreed_wording", "sent_stamp", "own_stamp"]
)
def test_a_field_may_be_called_like_a_part_of_a_form(name):
    form = built(form_field(name), data={"email": "ann@example.com", name: "value"})
    assert form.is_valid()
    assert form.answers == {name: "value"}


@pytest.mark.parametrize(
    ("label", "autocomplete"),
    [("Name", "name"), ("First name", "given-name"), ("Organisation", "organization"), ("Phone", "tel")],
)
def test_browsers_are_told_what_a_usual_field_means(label, autocomplete):
    form = built(form_field(label))
    assert form[label.lower().replace(" ", "_")].field.widget.attrs["autocomplete"] == autocomplete
    assert form["email"].field.widget.attrs["autocomplete"] == "email"


def test_an_unusual_field_means_nothing_to_browsers():
    assert "autocomplete" not in built(form_field("Ambition")).fields["ambition"].widget.attrs


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("singleline", "Harbour", "x" * 256),
        ("multiline", "Two\nlines", "x" * 5001),
        ("email", "bob@example.com", "bob"),
        ("number", "12", "twelve"),
        ("number", "-0.5", "1" * 21),
        ("url", "https://www.example.com/", "javascript:alert(1)"),
        ("checkbox", "on", ""),
        ("checkboxes", ["A", "B"], ["C"]),
        ("dropdown", "A", "C"),
        ("multiselect", ["B"], ["C"]),
        ("radio", "B", ""),
        ("date", "2026-11-23", "tomorrow"),
        ("datetime", "2026-11-23T10:30", "noon"),
    ],
)
def test_each_kind_of_field_takes_what_is_right_and_refuses_the_rest(kind, right, wrong):
    field = form_field("Answer", kind, choices="A, B")
    assert built(field, data={"email": "ann@example.com", "answer": right}).is_valid()
    form = built(field, data={"email": "ann@example.com", "answer": wrong})
    assert list(form.errors) == ["answer"]


def test_a_help_text_is_shown_as_text():
    form = built(form_field("Company", help_text="<script>alert(1)</script>"))
    assert "<script>" not in form.as_div()


@pytest.mark.parametrize(
    ("data", "agreed"),
    [
        ({}, ""),
        ({"newsletter": ""}, ""),
        ({"newsletter": "on"}, ""),
        ({"newsletter": "on", "stamp": "forged"}, ""),
        (
            {"newsletter": "on", "stamp": Stamp("guidebook-1", "As it stood yesterday.").sign()},
            "As it stood yesterday.",
        ),
        ({"newsletter": "on", "stamp": Stamp("guidebook-2", "As it stood elsewhere.").sign()}, ""),
        ({"stamp": Stamp("guidebook-1", "As it stood yesterday.").sign()}, ""),
    ],
)
def test_what_was_agreed_to_is_what_was_shown_beside_a_ticked_box(data, agreed):
    form = built(data={"email": "ann@example.com", **data})
    assert form.is_valid()
    assert form.agreed_wording == agreed


def test_a_form_without_a_wording_agrees_to_nothing_whatever_is_sent():
    stamp = Stamp("guidebook-1", "Anything").sign()
    form = built(wording="", data={"email": "ann@example.com", "newsletter": "on", "stamp": stamp})
    assert form.is_valid()
    assert form.agreed_wording == ""


def test_a_sign_up_needs_the_box():
    form = SignUpForm({"email": "ann@example.com"}, wording="Write to me.")
    assert form.errors == {"consent": ["Tick the box if you would like to hear from us."]}
    stamp = SignUpForm(wording="Write to me.").own_stamp.sign()
    form = SignUpForm({"email": "ann@example.com", "consent": "on", "stamp": stamp}, wording="Write to me.")
    assert form.is_valid()
    assert form.agreed_wording == "Write to me."
    assert not form["consent"].field.initial
