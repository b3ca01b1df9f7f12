"""Hidden fields are written as Django writes them, in less time."""

import pytest
from django import forms

from core.fields import PlainHiddenInput


@pytest.mark.parametrize("value", ["", None, "a stamp", '"><script>', 0, False, "é & ü"])
@pytest.mark.parametrize("attrs", [None, {}, {"id": "id_stamp"}, {"id": 'a"b', "disabled": True, "hidden": False}])
def test_they_say_the_same(value, attrs):
    own, djangos = (
        widget({"data-kept": "1"}).render("stamp", value, attrs) for widget in (PlainHiddenInput, forms.HiddenInput)
    )
    assert own == djangos
