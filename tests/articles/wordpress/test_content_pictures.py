"""The pictures of a post, each where it stood."""

from tests.articles.wordpress.export import ADDRESS
from tests.articles.wordpress.samples import BOAT, UPLOADS, image


class TestPictures:
    def test_stand_where_they_stood(self, blocks):
        assert blocks(f"One.\n\n{BOAT}\n\nTwo.") == [
            ("paragraph", "<p>One.</p>"),
            image(),
            ("paragraph", "<p>Two.</p>"),
        ]

    def test_split_a_paragraph_and_its_open_elements(self, blocks):
        assert blocks(f"One <b>big {BOAT} boat</b>.") == [
            ("paragraph", "<p>One <b>big </b></p>"),
            image(),
            ("paragraph", "<p><b> boat</b>.</p>"),
        ]

    def test_a_thumbnail_that_links_to_its_full_picture_is_the_picture(self, blocks):
        html = f'<a href="{UPLOADS}/boat.jpg"><img class="alignleft" src="{UPLOADS}/boat-300x200.jpg" alt="" /></a>'
        assert blocks(html) == [image()]

    def test_a_link_to_the_attachment_page_is_dropped_too(self, blocks):
        assert blocks(f'<a href="{ADDRESS}/boat" rel="attachment wp-att-7">{BOAT}</a>') == [image()]

    def test_another_link_follows_the_picture(self, converted):
        conversion = converted(f'<a href="https://shop.example/book">{BOAT}</a>')
        assert [block["value"] for block in conversion.blocks[1:]] == [
            '<p><a href="https://shop.example/book">https://shop.example/book</a></p>'
        ]
        assert (
            "Pictures were links to these addresses, which follow them now: https://shop.example/book."
            in conversion.notes
        )

    def test_alternative_text_that_is_only_the_name_counts_as_missing(self, converted):
        conversion = converted(BOAT)
        assert conversion.blocks[0]["value"]["image"]["alt_text"] == ""
        assert conversion.notes == [
            "The picture boat.jpg has no alternative text, only a name (“boat”): describe it or call it decorative."
        ]

    def test_alternative_text_that_was_written_is_kept(self, converted):
        conversion = converted(BOAT.replace('alt="boat"', 'alt="Two boats &amp; a dog"'))
        assert conversion.blocks[0]["value"]["image"]["alt_text"] == "Two boats & a dog"
        assert conversion.notes == []

    def test_alternative_text_of_the_attachment_serves_where_the_text_has_none(self, blocks):
        assert blocks(f'<img src="{UPLOADS}/quay.png" alt="">') == [image("8", alt="A quay at low tide")]

    def test_a_caption_is_the_blocks(self, blocks):
        html = f'[caption id="attachment_7" align="alignright" width="300"]{BOAT} Before the <em>storm</em>[/caption]'
        assert blocks(f"One.\n\n{html}\n\nTwo.")[1] == image(caption="Before the storm")

    def test_a_caption_in_an_attribute_is_too(self, blocks):
        assert blocks(f'[caption caption="Before the storm"]{BOAT}[/caption]') == [image(caption="Before the storm")]

    def test_a_link_in_a_caption_is_named(self, converted):
        conversion = converted(f'[caption]{BOAT} Photo: <a href="https://ann.example/">Ann</a>[/caption]')
        assert conversion.blocks[0]["value"]["caption"] == "Photo: Ann"
        assert "Captions hold plain text, without the links they had: https://ann.example/." in conversion.notes

    def test_a_caption_too_long_for_the_block_follows_as_text(self, blocks):
        html = f"[caption]{BOAT} {'Rain. ' * 60}[/caption]"
        assert blocks(html) == [image(), ("paragraph", f"<p>{('Rain. ' * 60).strip()}</p>")]

    def test_wide_and_full_pictures_stay_so(self, blocks):
        assert blocks(BOAT.replace("size-full", "alignwide"))[0] == image(width="wide")
        assert blocks(BOAT.replace("size-full", "alignfull"))[0] == image(width="full")

    def test_one_that_is_missing_leaves_a_link_and_a_note(self, converted):
        conversion = converted(f'One.\n\n<img src="{UPLOADS}/gone.jpg" alt="A gull">')
        assert conversion.blocks == [
            {"type": "paragraph", "value": f'<p>One.</p><p><a href="{UPLOADS}/gone.jpg">A gull</a></p>'}
        ]
        assert conversion.notes == [
            "Missing pictures (not in the uploads folder); links to where they were stand in their places: gone.jpg."
        ]

    def test_a_missing_one_without_words_is_linked_by_its_name(self, blocks):
        html = f'[caption]<img src="{UPLOADS}/gone.jpg" alt="gone">Gulls[/caption]'
        assert blocks(html) == [("paragraph", f'<p><a href="{UPLOADS}/gone.jpg">Picture: gone.jpg</a></p><p>Gulls</p>')]

    def test_one_of_another_site_leaves_a_link(self, converted):
        conversion = converted('<img src="https://other.example/wp-content/uploads/2020/05/boat.jpg?w=3" alt="boat">')
        assert conversion.blocks[0]["type"] == "paragraph"
        assert "(on another site)" in conversion.notes[0]

    def test_counters_of_one_pixel_are_left_out(self, converted):
        conversion = converted('<img src="https://count.example/x.gif" width="1" height="1">One.')
        assert conversion.blocks == [{"type": "paragraph", "value": "<p>One.</p>"}]
        assert conversion.notes == ["A picture of a single pixel, such as counters use, was left out."]

    def test_one_without_an_address_is_named(self, converted):
        conversion = converted('<img src="data:image/png;base64,AAAA"><img alt="x">One.')
        assert conversion.notes == ["A picture without an address of its own was left out."]


class TestGalleries:
    def test_show_the_pictures_named(self, blocks):
        assert blocks('[gallery ids="9,7" columns="2"]') == [
            image("9", alt="The lamp of a lighthouse", caption="Lit at dusk"),
            image("7"),
        ]

    def test_without_names_show_all_of_the_post_in_its_order(self, blocks):
        assert [value["image"]["image"] for _kind, value in blocks("One.\n\n[gallery]\n\nTwo.")[1:3]] == ["9", "8"]

    def test_of_another_post_show_that_ones(self, converted):
        assert converted('[gallery id="1"]', post_id=99).pictures == ["9", "8"]

    def test_name_what_the_export_does_not_hold(self, converted):
        conversion = converted('[gallery ids="7,99,100"]')
        assert conversion.pictures == ["7"]
        assert "Pictures of galleries are not in the export: 99, 100." in conversion.notes
