"""The pages in the tree, in the editor and in the preview."""

import pytest
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from newsletter.forms import RESERVED_NAMES
from newsletter.models import GuidebookFormField, GuidebookIndexPage, GuidebookPage
from tests.factories.newsletter import GuidebookFileFactory, GuidebookPageFactory, asked

pytestmark = pytest.mark.django_db
OWN_FIELDS = ["stamp", "homepage", "first_touch", "last_touch"]


def test_the_index_lists_published_guidebooks_a_page_at_a_time(client, guidebook_index, soup):
    GuidebookPageFactory.create_batch(13)
    GuidebookPageFactory(title="A draft", live=False)
    response = client.get("/guidebooks/")
    assert response.status_code == 200
    assert len(response.context["guidebooks"]) == 12
    assert "A draft" not in response.content.decode()
    second = client.get("/guidebooks/?page=2")
    assert second.status_code == 200
    assert '<link rel="canonical" href="http://localhost/guidebooks/?page=2">' in second.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "x", "1000000000", "10" * 500, "%C2%B2"])
def test_a_page_of_the_index_that_is_not_there_is_not_found(client, guidebook_index, number):
    assert client.get(f"/guidebooks/?page={number}").status_code == 404


def test_the_index_asks_the_same_number_of_questions_for_one_guidebook_and_for_ten(client, guidebook_index):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories import ImageFactory

    counts = []
    for number in (1, 9):
        for _ in range(number):
            GuidebookPageFactory(cover=ImageFactory())
        client.get("/guidebooks/")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get("/guidebooks/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_a_guidebook_page_asks_at_most_twelve_questions(
    client, guidebook, django_assert_max_num_queries, newsletter_settings
):
    client.get(guidebook.url)
    with django_assert_max_num_queries(12):
        client.get(guidebook.url)


def test_a_guidebook_stands_under_the_index_alone():
    assert GuidebookPage.allowed_parent_page_models() == [GuidebookIndexPage]
    assert GuidebookIndexPage.allowed_subpage_models() == [GuidebookPage]
    assert GuidebookPage.allowed_subpage_models() == []


def test_a_guidebook_is_found_by_the_words_in_its_contents(guidebook):
    for word in ("habits", "decided", "first"):
        assert [page.pk for page in Page.objects.search(word)] == [guidebook.pk]


def test_a_guidebook_shares_its_cover(guidebook):
    from tests.factories import ImageFactory

    guidebook.cover = ImageFactory()
    assert guidebook.shared_picture("http://localhost/").url.endswith(guidebook.cover.file.url)
    assert guidebook.meta_description == guidebook.standfirst


# The editor


def post_data(**fields):
    data = {
        "title": "Ten principles",
        "slug": "ten-principles",
        "standfirst": "Ten habits.",
        "cover": "",
        "contents": streamfield([("chapter", {"title": "One", "text": ""})]),
        "sample_heading": "Read",
        "sample": rich_text("<p>Text</p>"),
        "guidebook_file": "",
        "link_valid_days": 7,
        "form_fields": inline_formset([]),
        "newsletter_wording": "Yes",
        "mail_note": "One mail.",
        "button_label": "Send it",
        "thank_you_heading": "Thanks",
        "thank_you_text": rich_text("<p>Soon</p>"),
        "comments": inline_formset([]),
        **fields,
    }
    return nested_form_data(data)


@pytest.fixture
def add(admin_client: Client, guidebook_index):
    def post(publish: bool = True, **fields):
        address = f"/admin/pages/add/newsletter/guidebookpage/{guidebook_index.pk}/"
        assert admin_client.get(address).status_code == 200
        data = post_data(**fields) | ({"action-publish": "1"} if publish else {})
        return admin_client.post(address, data)

    return post


def field(label: str, **values):
    return {
        "label": label,
        "field_type": "singleline",
        "required": "on",
        "choices": "",
        "default_value": "",
        "help_text": "",
        **values,
    }


def test_marketing_publishes_a_guidebook_with_fields_of_its_own(add):
    fields = inline_formset([field("Company"), field("Why", field_type="radio", choices="A\nB")])
    response = add(guidebook_file=GuidebookFileFactory().pk, form_fields=fields)
    assert response.status_code == 302
    page = GuidebookPage.objects.get()
    assert page.live
    assert list(page.get_form().fields) == [*OWN_FIELDS, "email", "company", "why", "newsletter"]


def test_a_guidebook_without_a_file_is_not_published_but_kept_as_a_draft(add):
    response = add()
    assert response.status_code == 200
    assert not GuidebookPage.objects.exists()
    assert add(publish=False).status_code == 302
    assert not GuidebookPage.objects.get().live


@pytest.mark.parametrize(
    "label", ["Email", "email ", "Newsletter", "Placement", "Stamp", "Homepage", "Thanks", "Submit time", "???"]
)
def test_no_field_is_called_what_the_form_itself_needs(add, label):
    response = add(guidebook_file=GuidebookFileFactory().pk, form_fields=inline_formset([field(label)]))
    assert response.status_code == 200
    assert not GuidebookPage.objects.exists()
    errors = response.context["form"].formsets["form_fields"].errors
    assert "label" in errors[0]


def test_two_fields_are_not_called_alike(add):
    fields = inline_formset([field("Company"), field("company")])
    assert add(guidebook_file=GuidebookFileFactory().pk, form_fields=fields).status_code == 200


def test_the_address_cannot_be_displaced_by_a_field_that_came_another_way(guidebook):
    for name in RESERVED_NAMES:
        GuidebookFormField.objects.create(page=guidebook, label=name, clean_name=name, field_type="hidden")
    form = GuidebookPage.objects.get(pk=guidebook.pk).get_form({"email": "nobody"})
    assert list(form.fields) == [*OWN_FIELDS, "email", "newsletter"]
    assert not form.is_valid()


def test_the_editor_offers_no_file_upload():
    assert "file" not in dict(GuidebookFormField._meta.get_field("field_type").choices)


@pytest.mark.parametrize("mode", ["form", "landing"])
def test_every_preview_works_on_a_draft_with_nothing_in_it(admin_client, guidebook_index, mode):
    address = f"/admin/pages/add/newsletter/guidebookpage/{guidebook_index.pk}/preview/"
    nothing = dict.fromkeys(
        ["standfirst", "sample_heading", "newsletter_wording", "mail_note", "button_label", "thank_you_heading"], ""
    )
    unlabelled = [field(""), field("", field_type="dropdown"), field("", field_type="checkboxes")]
    empty = post_data(
        **nothing,
        title="Untitled",
        slug="untitled",
        contents=streamfield([]),
        sample=rich_text(""),
        thank_you_text=rich_text(""),
        form_fields=inline_formset(unlabelled),
    )
    response = admin_client.post(address, empty)
    assert response.json() == {"is_valid": True, "is_available": True}
    response = admin_client.get(address, {"mode": mode})
    assert response.status_code == 200
    assert "Untitled" in response.content.decode()


def test_a_field_without_a_label_is_kept_in_a_draft_and_gets_its_name_with_its_label(add):
    fields = inline_formset([field(""), field(""), field("Company")])
    assert add(publish=False, form_fields=fields).status_code == 302
    page = GuidebookPage.objects.get()
    assert sorted(page.form_fields.values_list("clean_name", flat=True)) == ["", "", "company"]
    unlabelled = page.form_fields.filter(label="").first()
    unlabelled.label = "Job title"
    unlabelled.save()
    assert unlabelled.clean_name == "job_title"


def test_both_modes_preview_a_page_that_stands(admin_client, guidebook):
    address = f"/admin/pages/{guidebook.pk}/edit/preview/"
    assert admin_client.get(f"/admin/pages/{guidebook.pk}/edit/").status_code == 200
    admin_client.post(address, post_data(title="Shown", slug="shown"))
    form = admin_client.get(address, {"mode": "form"}).content.decode()
    landing = admin_client.get(address, {"mode": "landing"}).content.decode()
    assert 'name="email"' in form
    assert "Thanks" in landing
    assert 'name="email"' not in landing


def test_the_thank_you_page_is_in_no_sitemap(client, guidebook):
    asked(page=guidebook)
    sitemap = client.get("/sitemap-pages.xml").content.decode()
    assert guidebook.url in sitemap
    assert "thanks" not in sitemap


def test_the_list_of_submissions_shows_answers_address_and_consent(admin_client, guidebook):
    from tests.factories.newsletter import add_fields

    page = add_fields(guidebook, {"label": "Company"})
    asked(page=page, answers={"company": "Harbour Ltd"}, wording="Yes")
    html = admin_client.get(f"/admin/forms/submissions/{page.pk}/").content.decode()
    for text in ("ann@example.com", "Harbour Ltd", "E-mail address", "Newsletter", "Placement"):
        assert text in html
