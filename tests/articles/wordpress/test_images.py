import unicodedata
from pathlib import Path

import pytest

from articles.models import ImportedItem
from articles.wordpress.addresses import host, upload_path
from articles.wordpress.images import Library, Picture
from articles.wordpress.reader import read_export
from articles.wordpress.records import Records
from articles.wordpress.uploads import Folder, is_safe, unsized
from articles.wordpress.web import Web
from core.models import SiteImage
from tests.articles.wordpress.conftest import NoRecords, put_picture
from tests.articles.wordpress.export import ADDRESS, attachment, meta
from tests.factories.images import picture_bytes

UPLOADS = f"{ADDRESS}/wp-content/uploads"


@pytest.fixture
def library_of(export_file, uploads):
    """A library of attachments; nothing has been imported yet."""

    def make(*attachments, folder=uploads, **head):
        export = read_export(export_file(*attachments, **head))
        return Library(export, Folder(folder), NoRecords(), dry_run=True)

    return make


class TestUploadPath:
    @pytest.mark.parametrize(
        ("address", "path"),
        [
            (f"{UPLOADS}/2020/05/boat.jpg", "2020/05/boat.jpg"),
            ("/wp-content/uploads/2020/05/boat.jpg?w=300#x", "2020/05/boat.jpg"),
            (f"{ADDRESS}/blog/wp-content/uploads/boat.jpg", "boat.jpg"),
            (f"{UPLOADS}/sites/3/2020/05/boat.jpg", "2020/05/boat.jpg"),
            (f"{ADDRESS}/wp-content/blogs.dir/3/files/2020/05/boat.jpg", "2020/05/boat.jpg"),
            (f"{ADDRESS}/files/2020/05/boat.jpg", "2020/05/boat.jpg"),
            ("https://harbour.files.wordpress.com/2020/05/boat.jpg?w=300", "2020/05/boat.jpg"),
            (f"{UPLOADS}/2020/05/%C5%82%C3%B3d%C5%BA.jpg", "2020/05/łódź.jpg"),
            ("/home/harbour/public_html/wp-content/uploads/2008/05/boat.jpg", "2008/05/boat.jpg"),
            (f"{ADDRESS}/images/boat.jpg", ""),
            ("https://[broken/wp-content/uploads/boat.jpg", ""),
            ("", ""),
        ],
    )
    def test_is_what_stands_below_the_folder(self, address, path):
        assert upload_path(address) == path

    def test_knows_the_file_behind_a_size(self):
        assert list(unsized("2020/05/boat-300x200.jpg")) == [
            "2020/05/boat-300x200.jpg",
            "2020/05/boat.jpg",
            "2020/05/boat-scaled.jpg",
            "2020/05/boat-rotated.jpg",
        ]

    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("https://www.Harbour.example/a.jpg", "harbour.example"),
            ("https://i0.wp.com/www.harbour.example/a.jpg?w=3", "harbour.example"),
            ("//harbour.example/a.jpg", "harbour.example"),
            ("/a.jpg", ""),
            ("http://[", ""),
        ],
    )
    def test_knows_whose_an_address_is(self, address, expected):
        assert host(address) == expected


class TestDescribed:
    picture = Picture("7", "2020/05/red-boat-1-scaled.jpg", title="A Red Boat")

    @pytest.mark.parametrize(
        "alt",
        [
            "",
            "red-boat-1-scaled.jpg",
            "red-boat-1-scaled",
            "Red Boat 1",
            "red_boat_1",
            "A red boat",
            "a-red-boat",
            "red boat",
            " A RED BOAT. ",
        ],
    )
    def test_a_name_is_no_description(self, alt):
        assert self.picture.described(alt) == ""

    @pytest.mark.parametrize("alt", ["A red boat at the quay", "Red", "boat 1", "red boat 2"])
    def test_anything_else_is(self, alt):
        assert self.picture.described(alt) == alt


class TestFinding:
    def test_by_address(self, library):
        assert library.find(f"{UPLOADS}/2020/05/boat.jpg").key == "7"

    @pytest.mark.parametrize(
        "address",
        [
            "/wp-content/uploads/2020/05/boat.jpg",
            f"{UPLOADS}/2020/05/boat-300x200.jpg",
            "http://www.harbour.example/wp-content/uploads/2020/05/boat-1024x683.jpg",
            "https://i2.wp.com/harbour.example/wp-content/uploads/2020/05/boat.jpg?resize=300",
        ],
    )
    def test_by_any_size_and_way_to_it(self, library, address):
        assert library.find(address).key == "7"

    def test_by_number_where_the_address_tells_nothing(self, library):
        assert library.find("https://cdn.example/x/y.jpg", 7).key == "7"
        assert library.find(f"{UPLOADS}/2020/05/renamed.jpg", 7).key == "7"

    def test_the_address_counts_more_than_the_number(self, library):
        assert library.find(f"{UPLOADS}/2020/05/boat.jpg", 8).key == "7"

    def test_not_on_another_site_with_the_same_path(self, library):
        assert library.find("https://other.example/wp-content/uploads/2020/05/boat.jpg") is None
        assert library.find("https://other.example/wp-content/uploads/2020/05/boat.jpg", 8) is None

    def test_on_an_old_host_when_number_and_path_agree(self, library):
        assert library.find("https://old.example/wp-content/uploads/2020/05/boat-300x200.jpg", 7).key == "7"

    def test_a_name_that_looks_like_a_size_is_first_taken_as_it_is(self, library_of):
        library = library_of(attachment(1, "2020/05/boat.jpg"), attachment(2, "2020/05/boat-300x200.jpg"))
        assert library.find(f"{UPLOADS}/2020/05/boat-300x200.jpg").key == "2"

    def test_what_wordpress_made_smaller_by_itself(self, library_of):
        library = library_of(attachment(1, "2020/05/boat-scaled.jpg"))
        assert library.find(f"{UPLOADS}/2020/05/boat-300x200.jpg").key == "1"

    def test_files_that_are_no_attachments_of_the_export(self, library, uploads):
        put_picture(uploads / "2021" / "01" / "gull.jpg")
        put_picture(uploads / "2021" / "01" / "tern-300x200.jpg")
        assert library.find(f"{UPLOADS}/2021/01/gull-300x200.jpg") == Picture(
            "file:2021/01/gull.jpg", "2021/01/gull.jpg", url=f"{UPLOADS}/2021/01/gull-300x200.jpg"
        )
        assert library.find(f"{UPLOADS}/2021/01/tern-300x200.jpg").file == "2021/01/tern-300x200.jpg"
        assert library.find(f"{UPLOADS}/2021/01/none-300x200.jpg").file == "2021/01/none.jpg"

    @pytest.mark.parametrize("address", [f"{ADDRESS}/logo.jpg", f"{UPLOADS}/2020/05/tides.pdf", "", "x"])
    def test_nothing_where_there_is_no_picture(self, library, address):
        assert library.find(address) is None

    def test_names_in_either_unicode_form(self, library_of):
        library = library_of(attachment(1, unicodedata.normalize("NFD", "2020/05/łódź.jpg")))
        assert library.find(f"{UPLOADS}/2020/05/{unicodedata.normalize('NFC', 'łódź')}.jpg").key == "1"

    def test_an_absolute_path_as_old_versions_wrote(self, library_of):
        old = meta("_wp_attached_file", "/home/harbour/wp-content/uploads/2008/05/boat.jpg")
        file = attachment(1, "x.jpg").replace(meta("_wp_attached_file", "x.jpg"), old)
        assert library_of(file).pictures[1].file == "2008/05/boat.jpg"

    def test_documents_are_no_pictures(self, library):
        assert set(library.pictures) == {7, 8, 9}


class TestLinks:
    picture = Picture("7", "2020/05/boat.jpg", url=f"{UPLOADS}/2020/05/boat.jpg", link=f"{ADDRESS}/boat/")

    @pytest.mark.parametrize(
        "href",
        [
            f"{UPLOADS}/2020/05/boat.jpg",
            f"{UPLOADS}/2020/05/boat-1024x683.jpg?x=1",
            f"{ADDRESS}/boat",
            f"{ADDRESS}/boat/",
        ],
    )
    def test_to_the_picture_itself(self, library, href):
        assert library.leads_to(href, self.picture)

    @pytest.mark.parametrize("href", ["https://shop.example/", f"{UPLOADS}/2020/05/quay.png", f"{ADDRESS}/boats/", "#"])
    def test_to_elsewhere(self, library, href):
        assert not library.leads_to(href, self.picture)


class TestSafety:
    @pytest.mark.parametrize(
        "file",
        [
            "../secret.jpg",
            "a/../../b.jpg",
            "/etc/passwd",
            "..\\b.jpg",
            "a\x00.jpg",
            "C:/b.jpg",
            "",
            f"{'a' * 300}.jpg",
            "a/..",
        ],
    )
    def test_paths_that_lead_out_are_refused(self, library, file):
        assert not is_safe(file)
        assert not library.bring(Picture("x", file))
        assert library.problems["x"] == "the name leads out of the uploads folder"

    @pytest.mark.parametrize("file", ["boat.jpg", "2020/05/boat.jpg", "a..b.jpg", "łódź.jpg", "..a/b.jpg"])
    def test_plain_ones_are_not(self, file):
        assert is_safe(file)

    def test_an_attachment_whose_name_leads_out(self, library_of, tmp_path):
        put_picture(tmp_path / "secret.jpg")
        library = library_of(attachment(1, "../secret.jpg"))
        assert not library.bring(library.pictures[1])
        assert "leads out" in library.problems["1"]

    def test_a_symbolic_link_that_leads_out(self, library, uploads, tmp_path):
        put_picture(tmp_path / "secret.jpg")
        (uploads / "trick.jpg").symlink_to(tmp_path / "secret.jpg")
        assert not library.bring(Picture("x", "trick.jpg"))
        assert "leads out" in library.problems["x"]

    def test_a_symbolic_link_that_stays_within(self, library, uploads):
        (uploads / "same.jpg").symlink_to(uploads / "2020" / "05" / "boat.jpg")
        assert library.bring(Picture("x", "same.jpg"))


class TestReading:
    def bad(self, library, uploads, name, content):
        (uploads / name).write_bytes(content)
        assert not library.bring(Picture("x", name))
        return library.problems["x"]

    def test_a_file_that_is_not_there(self, library):
        assert not library.bring(Picture("x", "2020/05/none.jpg"))
        assert library.problems["x"] == "not in the uploads folder"

    def test_what_is_not_what_its_name_says(self, library, uploads):
        assert "does not match" in self.bad(library, uploads, "a.jpg", picture_bytes(kind="PNG"))

    def test_what_is_no_picture(self, library, uploads):
        assert self.bad(library, uploads, "a.jpg", b"<?php system($_GET['c']);")

    def test_half_a_picture(self, library, uploads):
        assert self.bad(library, uploads, "a.png", picture_bytes(kind="PNG")[:20])

    def test_a_drawing_that_may_run_scripts(self, library, uploads):
        svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
        assert "Not a supported image format" in self.bad(library, uploads, "a.svg", svg)

    def test_one_too_large(self, library, uploads, settings):
        settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
        assert self.bad(library, uploads, "a.jpg", picture_bytes()) == "larger than 100\xa0bytes"

    def test_one_with_too_many_pixels(self, library, uploads, settings):
        settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100
        assert "too many pixels" in self.bad(library, uploads, "a.jpg", picture_bytes())

    def test_a_folder_with_a_pictures_name(self, library, uploads):
        (uploads / "b.jpg").mkdir()
        assert not library.bring(Picture("x", "b.jpg"))

    def test_the_original_serves_where_the_scaled_one_is_missing(self, library):
        assert library.bring(Picture("x", "2020/05/boat-scaled.jpg"))

    def test_a_problem_is_not_looked_into_twice(self, library, uploads):
        assert not library.bring(Picture("x", "late.jpg"))
        put_picture(uploads / "late.jpg")
        assert not library.bring(Picture("x", "late.jpg"))


@pytest.mark.django_db
class TestTakingIn:
    @pytest.fixture
    def real(self, export, uploads):
        return Library(export, Folder(uploads), Records("harbour.example"))

    def test_saves_the_picture_with_what_is_known_of_it(self, real):
        assert real.bring(real.pictures[8])
        image = SiteImage.objects.get()
        assert (image.title, image.description) == ("quay", "A quay at low tide")
        assert image.default_alt_text == "A quay at low tide"
        assert (image.width, image.height) == (61, 40)
        assert image.file_size == len(Path(image.file.path).read_bytes())
        assert image.file_hash
        assert real.known == {"8": image.pk}

    def test_a_name_is_not_saved_as_description(self, real):
        real.bring(real.pictures[7])
        assert SiteImage.objects.get().description == ""

    def test_is_known_again(self, real, export, uploads):
        real.bring(real.pictures[7])
        again = Library(export, Web(ADDRESS), Records("harbour.example"))
        assert again.bring(again.pictures[7])
        assert again.known == real.known
        assert SiteImage.objects.count() == ImportedItem.objects.count() == 1

    def test_one_deleted_here_is_taken_in_anew_when_it_is_needed(self, real, export, uploads):
        real.bring(real.pictures[7])
        SiteImage.objects.all().delete()
        again = Library(export, Folder(uploads), Records("harbour.example"))
        assert again.bring(again.pictures[7])
        assert SiteImage.objects.get().pk == again.known["7"]

    def test_another_site_has_pictures_of_its_own(self, real, export, uploads):
        real.bring(real.pictures[7])
        other = Library(export, Folder(uploads), Records("other.example"))
        other.bring(other.pictures[7])
        assert SiteImage.objects.count() == 2

    def test_leaves_no_file_behind_when_it_fails(self, real, settings, monkeypatch):
        def fail(*args, **kwargs):
            raise RuntimeError("The disk is full.")

        monkeypatch.setattr(real.records, "remember", fail)
        before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
        with pytest.raises(RuntimeError):
            real.bring(real.pictures[7])
        assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before
        assert not SiteImage.objects.exists()

    def test_in_a_dry_run_only_looks(self, export, uploads, settings):
        library = Library(export, Folder(uploads), Records("harbour.example"), dry_run=True)
        assert library.bring(library.pictures[7])
        assert not library.bring(Picture("x", "none.jpg"))
        assert not SiteImage.objects.exists()
        assert not ImportedItem.objects.exists()
