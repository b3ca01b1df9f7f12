import pytest

from articles.wordpress.reader import Term, iterate_items, read_export
from tests.articles.wordpress.export import (
    attachment,
    author,
    category,
    cdata,
    comment,
    element,
    item,
    meta,
    post,
    save,
    tag,
    term,
    wxr,
)


@pytest.fixture
def read(export_file):
    """The items of an export."""

    def run(*items, **head):
        return list(iterate_items(export_file(*items, **head)))

    return run


class TestItems:
    def test_carry_what_wordpress_wrote(self, read):
        [found] = read(
            post(
                5,
                category("planning", "Planning"),
                tag("tide", "tide"),
                meta("_thumbnail_id", 7),
                comment(1),
                comment(2),
                title="Tides & more",
                content="<p>One.</p>\n\n",
                excerpt=" Short. ",
                modified_gmt="2021-01-01 00:00:00",
                password="secret",
                parent=3,
                order=2,
            )
        )
        assert (found.post_id, found.key, found.type, found.status) == (5, "5", "post", "publish")
        assert (found.title, found.slug, found.creator) == ("Tides & more", "post-5", "ingrid")
        assert (found.content, found.excerpt) == ("<p>One.</p>\n\n", " Short. ")
        assert (found.date, found.date_gmt) == ("2020-05-05 09:30:00", "2020-05-05 07:30:00")
        assert found.modified_gmt == "2021-01-01 00:00:00"
        assert (found.password, found.parent, found.order, len(found.comments)) == ("secret", 3, 2, 2)
        assert found.terms == [Term("category", "planning", "Planning"), Term("post_tag", "tide", "tide")]
        assert found.meta == {"_thumbnail_id": "7"}

    def test_come_in_the_order_of_the_file(self, read):
        assert [found.post_id for found in read(post(3), attachment(1, "a.jpg"), post(2))] == [3, 1, 2]

    def test_an_end_of_cdata_within_a_text_is_part_of_it(self, read):
        assert read(post(1, content="a ]]> b"))[0].content == "a ]]> b"

    def test_text_may_be_escaped_instead(self, read):
        escaped = post(1).replace(cdata("Post 1"), "Fish &amp; chips &#8211; &lt;b&gt;")
        assert read(escaped)[0].title == "Fish & chips – <b>"

    @pytest.mark.parametrize("number", ["", "x", "-5", "²", "9" * 30])
    def test_numbers_that_are_none_are_nought(self, read, number):
        [found] = read(post(1).replace(element("wp:post_id", 1), element("wp:post_id", number)))
        assert found.post_id == 0
        assert found.key == "https://harbour.example/?p=1"

    def test_missing_elements_are_empty(self, read):
        [found] = read("<item></item>")
        assert (found.title, found.content, found.type, found.key) == ("", "", "post", "")

    def test_without_number_and_guid_go_by_their_address_or_title(self, read):
        bare = "<item><title>Tides</title>{}</item>"
        keys = [found.key for found in read(bare.format("<link>https://harbour.example/a/</link>"), bare.format(""))]
        assert keys == ["https://harbour.example/a/", "Tides"]


class TestVersions:
    @pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
    def test_are_read_alike(self, read, version):
        [found] = read(post(5, excerpt="Short."), version=version)
        assert (found.post_id, found.excerpt, found.slug) == (5, "Short.", "post-5")

    def test_the_first_names_categories_twice_and_tags_otherwise(self, read):
        inner = [
            f"<category>{cdata('Planning')}</category>",
            term("category", "planning", "Planning"),
            f'<category domain="tag">{cdata("tide")}</category>',
            term("tag", "tide", "tide"),
            f"<category>{cdata('Alone')}</category>",
            f"<category>{cdata('Alone')}</category>",
        ]
        [found] = read(post(5, *inner), version="1.0")
        assert found.terms == [
            Term("category", "planning", "Planning"),
            Term("post_tag", "tide", "tide"),
            Term("category", "", "Alone"),
        ]


class TestExport:
    def test_tells_whose_it_is_and_what_is_in_it(self, export_file):
        head = [
            author("ingrid", "Ingrid Holm"),
            author("bo", "", "Bo", "Berg"),
            "<wp:category><wp:category_nicename>planning</wp:category_nicename>"
            f"{element('wp:cat_name', 'Planning')}</wp:category>",
            "<title></title>",
        ]
        export = read_export(
            export_file(
                post(1, comment(1), category("sea", "Sea")),
                post(2),
                item(3, "page", comment(2)),
                attachment(
                    4, "2020/05/boat.jpg", meta("_wp_attachment_image_alt", " A boat "), parent=1, excerpt="Cap"
                ),
                head=head,
            )
        )
        assert export.title == "Harbour Notes"
        assert export.source == "harbour.example"
        assert export.authors == {"ingrid": "Ingrid Holm", "bo": "Bo Berg"}
        assert export.categories == {"planning": "Planning", "sea": "Sea"}
        assert export.items == {"post": 2, "page": 1, "attachment": 1}
        assert export.comments == 2
        [found] = export.attachments
        assert (found.post_id, found.title, found.file, found.parent) == (4, "boat", "2020/05/boat.jpg", 1)
        assert (found.alt, found.caption) == ("A boat", "Cap")
        assert found.url == "https://harbour.example/wp-content/uploads/2020/05/boat.jpg"

    @pytest.mark.parametrize(
        ("address", "source"),
        [
            ("http://harbour.example", "harbour.example"),
            ("https://Harbour.example/", "harbour.example"),
            ("https://harbour.example/blog/", "harbour.example/blog"),
        ],
    )
    def test_knows_the_site_again_by_its_address(self, export_file, address, source):
        assert read_export(export_file(address=address)).source == source

    def test_a_site_that_does_not_say_its_address_has_a_name_too(self, tmp_path):
        text = wxr(post(1), address="")
        assert read_export(save(tmp_path, text)).source == "wordpress"


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-2", "windows-1250"])
    def test_declared_are_honoured(self, tmp_path, encoding):
        text = wxr(post(1, title="Święty spokój")).replace('encoding="UTF-8"', f'encoding="{encoding}"')
        path = save(tmp_path, text.encode(encoding))
        assert next(iterate_items(path)).title == "Święty spokój"

    def test_a_byte_order_mark_and_blank_lines_before_the_file_do_not_matter(self, tmp_path):
        path = save(tmp_path, b"\xef\xbb\xbf\n\r\n  " + wxr(post(1)).encode())
        assert read_export(path).items == {"post": 1}

    def test_a_page_full_of_blanks_before_the_file_does_not_matter(self, tmp_path):
        path = save(tmp_path, b"\n" * 100_000 + wxr(post(1)).encode())
        assert read_export(path).items == {"post": 1}

    def test_control_characters_are_dropped_and_counted(self, tmp_path):
        path = save(tmp_path, wxr(post(1, title="A\x00B\x08C\x0bD\x1f", content="a\tb\nc")))
        export = read_export(path)
        [found] = iterate_items(path)
        assert found.title == "ABCD"
        assert found.content == "a\tb\nc"
        assert export.control_characters == 4
