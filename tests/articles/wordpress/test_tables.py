import pytest

from tests.articles.wordpress.samples import BOAT, image


@pytest.fixture
def table(blocks):
    """The table that some HTML becomes."""

    def run(html):
        [(kind, value)] = blocks(html)
        assert kind == "table"
        return value

    return run


def rows(value):
    return [row["values"] for row in value["table"]["rows"]]


def headings(value):
    return [column["heading"] for column in value["table"]["columns"]]


HEAD = "<thead><tr><th>Port</th><th>Depth</th></tr></thead>"


def test_head_body_and_caption(table):
    html = f"<table><caption>Depths</caption>{HEAD}<tbody><tr><td>Riga</td><td>7&nbsp;m</td></tr></tbody></table>"
    value = table(html)
    assert value["caption"] == "Depths"
    assert headings(value) == ["Port", "Depth"]
    assert rows(value) == [["Riga", "7 m"]]
    assert {column["type"] for column in value["table"]["columns"]} == {"text"}


def test_the_caption_of_its_figure(table):
    html = (
        f"<figure>{'<table>' + HEAD + '<tr><td>a</td><td>b</td></tr></table>'}<figcaption>Depths</figcaption></figure>"
    )
    assert table(html)["caption"] == "Depths"


def test_its_own_caption_is_not_replaced_by_the_figures(blocks):
    inner = f"<table><caption>Depths</caption>{HEAD}<tr><td>a</td><td>b</td></tr></table>"
    found = blocks(f"<figure>{inner}<figcaption>In metres</figcaption></figure>")
    assert found[0][1]["caption"] == "Depths"
    assert found[1] == ("paragraph", "<p>In metres</p>")


def test_a_first_row_of_headings_is_the_head(table):
    value = table("<table><tr><th>Port</th><th>Depth</th></tr><tr><td>Riga</td><td>7</td></tr></table>")
    assert headings(value) == ["Port", "Depth"]
    assert rows(value) == [["Riga", "7"]]


def test_without_headings_the_columns_have_none_and_that_is_said(converted):
    conversion = converted("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    value = conversion.blocks[0]["value"]
    assert headings(value) == ["", ""]
    assert rows(value) == [["a", "b"], ["c", "d"]]
    assert conversion.notes == ["A table has no headings over its columns."]


def test_headings_of_rows_are_cells(table):
    value = table(f"<table>{HEAD}<tr><th>Riga</th><td>7</td></tr></table>")
    assert rows(value) == [["Riga", "7"]]


def test_the_foot_stands_last(table):
    foot = "<tfoot><tr><td>All</td><td>9</td></tr></tfoot>"
    html = f"<table>{HEAD}{foot}<tbody><tr><td>Riga</td><td>7</td></tr></tbody></table>"
    assert rows(table(html)) == [["Riga", "7"], ["All", "9"]]


def test_a_column_with_more_than_words_holds_rich_text(table):
    html = f"<table>{HEAD}<tr><td>Riga</td><td><b>7</b><br>m</td></tr><tr><td>Oslo</td><td></td></tr></table>"
    value = table(html)
    assert [column["type"] for column in value["table"]["columns"]] == ["text", "rich_text"]
    assert rows(value) == [["Riga", "<p><b>7</b><br/>m</p>"], ["Oslo", ""]]


def test_cells_are_made_safe(table):
    html = f'<table>{HEAD}<tr><td>a &lt; b</td><td><a href="javascript:x()">x</a><o:p></o:p></td></tr></table>'
    assert rows(table(html)) == [["a < b", "x"]]


def test_cells_over_several_columns_are_filled_up(table):
    html = f'<table>{HEAD}<tr><td colspan="2">Both</td></tr><tr><td>a</td></tr></table>'
    assert rows(table(html)) == [["Both", ""], ["a", ""]]


def test_cells_over_several_rows_keep_the_others_in_their_columns(table):
    html = (
        f'<table>{HEAD}<tr><td rowspan="3">Riga</td><td>1</td></tr><tr><td>2</td></tr><tr><td>3</td></tr>'
        "<tr><td>Oslo</td><td>4</td></tr></table>"
    )
    assert rows(table(html)) == [["Riga", "1"], ["", "2"], ["", "3"], ["Oslo", "4"]]


@pytest.mark.parametrize("span", ["0", "-1", "x", "999999999", "²", ""])
def test_absurd_spans_do_no_harm(table, span):
    first, second = f'<td colspan="{span}">a</td><td>b</td>', f'<td rowspan="{span}">c</td><td>d</td>'
    html = f"<table>{HEAD}<tr>{first}</tr><tr>{second}</tr></table>"
    found = rows(table(html))
    assert [row[0] for row in found] == ["a", "c"]
    assert all(len(row) <= 41 for row in found)


def test_rows_without_words_vanish(table):
    html = f"<table>{HEAD}<tr><td></td><td>&nbsp;</td></tr><tr><td>a</td><td>b</td></tr></table>"
    assert rows(table(html)) == [["a", "b"]]


def test_a_picture_in_a_cell_follows_the_table(converted):
    conversion = converted(f"<table>{HEAD}<tr><td>{BOAT}</td><td>b</td></tr></table>")
    assert [block["type"] for block in conversion.blocks] == ["table", "image"]
    assert "What stood within a table, other than words, follows it now." in conversion.notes


def test_a_list_in_a_cell_stays_one(table):
    html = f"<table>{HEAD}<tr><td><ul><li>x</li></ul></td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    assert rows(table(html)) == [["<ul><li>x</li></ul>", "b"], ["<p>c</p>", "d"]]


def test_one_row_that_puts_things_side_by_side_is_no_table(blocks):
    assert blocks(f"<table><tr><td>{BOAT}</td><td><p>Beside it.</p></td></tr></table>") == [
        image(),
        ("paragraph", "<p>Beside it.</p>"),
    ]


def test_one_column_is_no_table(blocks):
    assert blocks("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>") == [("paragraph", "<p>a</p><p>b</p>")]


def test_a_table_within_a_table_is_kept(blocks):
    inner = f"<table>{HEAD}<tr><td>Riga</td><td>7</td></tr></table>"
    found = blocks(f"<table><tr><th>x</th><th>y</th></tr><tr><td>{inner}</td><td>b</td></tr></table>")
    assert [kind for kind, _value in found] == ["table", "table"]
    assert rows(found[1][1]) == [["Riga", "7"]]


def test_a_caption_of_what_is_no_table_is_kept(blocks):
    assert blocks("<table><caption>Depths</caption></table>") == [("paragraph", "<p>Depths</p>")]
    assert blocks("<table><caption>a</caption><tr><td>b</td></tr></table>") == [("paragraph", "<p>a</p><p>b</p>")]


def test_a_picture_in_the_caption_follows_the_table(blocks):
    found = blocks(f"<table><caption>{BOAT}Depths</caption>{HEAD}<tr><td>a</td><td>b</td></tr></table>")
    assert found[0][1]["caption"] == "Depths"
    assert found[1:] == [image()]


def test_an_empty_table_vanishes(blocks):
    assert blocks("<table></table><table><tr><th></th><th></th></tr></table>One.") == [("paragraph", "<p>One.</p>")]


def test_a_long_caption_is_cut_and_named(converted):
    caption = "Depth. " * 60
    conversion = converted(f"<table><caption>{caption}</caption>{HEAD}<tr><td>a</td><td>b</td></tr></table>")
    assert len(conversion.blocks[0]["value"]["caption"]) <= 200
    assert "The caption of a table was too long" in conversion.notes[0]


def test_text_around_it_stays_around_it(blocks):
    html = f"Before.\n<table>{HEAD}<tr><td>a</td><td>b</td></tr></table>\nAfter."
    assert [kind for kind, _value in blocks(html)] == ["paragraph", "table", "paragraph"]
