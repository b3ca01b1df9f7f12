"""Files that cannot be imported: one clear sentence, and nothing is changed."""

import gzip
import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.models import ArticlePage, ImportedItem
from articles.wordpress import stream
from tests.articles.wordpress.export import attachment, category, item, post, save, wxr
from tests.factories.images import picture_bytes

WHOLE = wxr(*(post(number) for number in range(1, 4)))

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "boo">'
    + "".join(f'<!ENTITY a{n} "&a{n - 1 if n > 1 else ""};&a{n - 1 if n > 1 else ""};">' for n in range(1, 30))
    + ']><rss version="2.0"><channel><title>&a29;</title></channel></rss>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>'
)


@pytest.fixture
def refusal(db):
    """The sentence with which the command refuses a file; asserts that nothing was printed and nothing changed."""

    def run(path, **options):
        output = StringIO()
        with pytest.raises(CommandError) as caught:
            call_command("import_wordpress", path, stdout=output, **options)
        assert output.getvalue() == ""
        assert not ImportedItem.objects.exists()
        assert not ArticlePage.objects.exists()
        sentence = str(caught.value)
        assert sentence.endswith(". Nothing was changed.")
        assert "\n" not in sentence
        assert "Traceback" not in sentence
        return sentence.removesuffix(". Nothing was changed.")

    return run


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "export.xml is empty"),
        (b" \n\n ", "export.xml is empty"),
        (b"not xml at all", "no WordPress export, or a damaged one"),
        (b"\x00\x01\x02\x03", "no WordPress export, or a damaged one"),
        (picture_bytes(), "no WordPress export, or a damaged one"),
        (gzip.compress(WHOLE.encode()), "no WordPress export, or a damaged one"),
        (b"<!DOCTYPE html><html><body><p>Not found</p></body></html>", "not a WordPress export (WXR)"),
        (b"<html><p>Not found<br></html>", "not a WordPress export (WXR)"),
        (b"<rss version='2.0'><channel><title>News</title><item><title>a</title></item></channel></rss>", "(WXR)"),
        (b"<rss/>", "(WXR)"),
        (b'<?xml version="1.0" encoding="UTF-7"?><rss/>', "encoding that cannot be read"),
        (b'<?xml version="1.0" encoding="no-such"?><rss/>', "encoding that cannot be read"),
        (WHOLE.encode()[:-30], "ends too early, in line"),
        (WHOLE.encode()[:2000], "ends too early, in line"),
        (WHOLE.replace("Post 2", "Święty").encode("iso-8859-2"), "not well-formed XML in line"),
        (WHOLE.replace("</channel>", "").encode(), "not well-formed XML in line"),
        (WHOLE.replace("xmlns:wp=", "xmlns:other=").encode(), "not well-formed XML in line"),
        (WHOLE.replace("<wp:wxr_version>1.2<", "<wp:wxr_version>7.0<").encode(), "written in WXR 7.0"),
        (BOMB.encode(), "declares entities"),
        (OUTSIDE.encode(), "declares entities"),
    ],
)
def test_are_refused_in_one_sentence(tmp_path, refusal, content, sentence):
    assert sentence in refusal(save(tmp_path, content))


def test_an_error_behind_sound_items_keeps_these_out_too(tmp_path, refusal):
    assert "line" in refusal(save(tmp_path, WHOLE.replace("</rss>", "</rss><more>")))


def test_a_file_that_is_not_there(tmp_path, refusal):
    assert "cannot be read: No such file or directory" in refusal(tmp_path / "none.xml")


def test_a_folder_in_place_of_the_file(tmp_path, refusal):
    assert "cannot be read: Is a directory" in refusal(tmp_path)


def test_an_uploads_folder_that_is_none(tmp_path, refusal):
    path = save(tmp_path, WHOLE)
    assert refusal(path, uploads=path) == f"{path} is not a folder"


def test_a_category_of_authors_that_the_export_does_not_have(tmp_path, refusal):
    path = save(tmp_path, wxr(post(1, category("ann-berg", "Ann Berg"), category("sea", "Sea"))))
    sentence = refusal(path, authors_from_categories="Ann Berg, Anne Berg")
    assert sentence == "export.xml has no category “Anne Berg”; it has: Ann Berg, Sea"


def test_a_site_without_an_article_index(tmp_path, refusal, article_index):
    article_index.delete()
    assert refusal(save(tmp_path, WHOLE)) == "The site has no article index to put articles under"


def test_an_item_too_large_to_hold(tmp_path, refusal, monkeypatch):
    monkeypatch.setattr(stream, "LARGEST_ITEM", 2 * 1024 * 1024)
    path = save(tmp_path, wxr(post(1), post(2, content="word " * 600_000)))
    assert refusal(path) == "export.xml holds an item larger than 2 MB"


def test_many_items_may_together_be_larger_than_that(tmp_path, monkeypatch, run_import):
    monkeypatch.setattr(stream, "LARGEST_ITEM", 200_000)
    path = save(tmp_path, wxr(*(post(number, content="word " * 20_000) for number in range(4))))
    assert "The file holds 4 items" in run_import(path, dry_run=True)


def test_a_post_of_200_megabytes(tmp_path, refusal):
    start, end = wxr(post(1), "@@").split("@@")
    path = tmp_path / "large.xml"
    with path.open("w") as file:
        file.write(f"{start}<item><content:encoded><![CDATA[")
        for _piece in range(200):
            file.write("word " * (1024 * 1024 // 5))
        file.write(f"]]></content:encoded></item>{end}")
    assert refusal(path) == "large.xml holds an item larger than 32 MB"


@pytest.mark.parametrize("share", [0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95])
def test_a_file_cut_anywhere(tmp_path, refusal, share):
    whole = WHOLE.encode()
    assert "export.xml" in refusal(save(tmp_path, whole[: int(len(whole) * share)]))


@pytest.mark.parametrize("seed", range(8))
def test_a_file_with_bytes_changed_is_imported_or_refused_in_a_sentence(tmp_path, run_import, db, seed):
    chance = random.Random(seed)
    data = bytearray(wxr(post(1), item(2, "page", parent=2), attachment(3, "2020/05/boat.jpg")).encode())
    for _change in range(3):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path = save(tmp_path, bytes(data))
    said = ""
    try:
        said = run_import(path)
    except CommandError as error:
        said = str(error)
    assert "items; each is named above." in said or said.endswith("Nothing was changed.")
    assert ImportedItem.objects.exists() is not said.endswith("Nothing was changed.")
