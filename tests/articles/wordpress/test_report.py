import pytest

from articles.wordpress.report import Entry, Outcome, Report


@pytest.fixture
def report():
    found = Report("An import", expected=5)
    found.add(Entry(Outcome.IMPORTED, "posts", "Tides → /tides/", notes=["No picture.", "No date."]))
    found.add(Entry(Outcome.FAILED, "posts", "Ebb", "it broke"))
    found.add(Entry(Outcome.SKIPPED, "pages", "About", "no place"))
    found.add(Entry(Outcome.CHANGED, "posts", "Wind → /wind/", "as a draft"))
    found.add(Entry(Outcome.IMPORTED, "pictures", "boat.jpg"))
    return found


def test_names_every_item_under_its_outcome(report):
    text = report.render()
    assert text.startswith(
        "An import\n\n"
        "Imported (2)\n"
        "  posts: Tides → /tides/\n    - No picture.\n    - No date.\n"
        "  pictures: boat.jpg\n\n"
        "Changed (1)\n  posts: Wind → /wind/ (as a draft)\n\n"
        "Skipped (1)\n  pages: About (no place)\n\n"
        "Failed (1)\n  posts: Ebb (it broke)\n"
    )


def test_its_sums_agree(report):
    table = [line.split() for line in report.table_lines()]
    assert table[0] == ["imported", "changed", "skipped", "failed", "together"]
    assert table[1] == ["pages", "0", "0", "1", "0", "1"]
    assert table[2] == ["pictures", "1", "0", "0", "0", "1"]
    assert table[3] == ["posts", "1", "1", "0", "1", "3"]
    assert table[4] == ["all", "2", "1", "1", "1", "5"]
    for column in range(1, 6):
        assert sum(int(row[column]) for row in table[1:4]) == int(table[4][column])
    assert report.render().endswith("The file holds 5 items; each is named above.")
    assert sum(report.count(outcome) for outcome in Outcome) == report.expected


def test_its_columns_stand_below_each_other(report):
    lines = [line.strip("\n") for line in report.table_lines()][:5]
    assert len({len(line) for line in lines}) == 1


def test_says_when_items_were_missed(report):
    report.expected = 6
    assert report.render().endswith("The file holds 6 items, but 5 were seen: it changed while it was read.")


def test_lists_what_was_made_along_the_way_once_each(report):
    authors = [("author pages", name) for name in ("Ann", "Bo", "Ann")]
    report.add(Entry(Outcome.IMPORTED, "posts", "Gulls", made=[*authors, ("topics", "Sea")]))
    assert "Made along the way\n  author pages (2)\n    Ann\n    Bo\n  topics (1)\n    Sea\n" in report.render()


def test_adds_what_concerns_the_file(report):
    report.remarks.append("Comments in the file: 3.")
    assert "\nTo know\n  Comments in the file: 3.\n" in report.render()


def test_of_a_dry_run_says_so_first(report):
    report.dry_run = True
    assert report.render().splitlines()[1] == "A dry run: nothing was changed. This is what would happen."


def test_of_an_empty_file_has_sums_too():
    text = Report("An import", expected=0).render()
    assert text.splitlines()[-2].split() == ["all", "0", "0", "0", "0", "0"]
    assert text.endswith("The file holds 0 items; each is named above.")
