import pytest

from articles.wordpress.people import AuthorName, Bylines
from articles.wordpress.reader import Export, Item, Term
from articles.wordpress.stream import ImportRefusedError

ANN = Term("category", "ann-berg", "Ann Berg")
BO = Term("category", "bo", "Bo Łoś")
SEA = Term("category", "sea", "Sea")


@pytest.fixture
def export(tmp_path):
    users = {
        "ingrid": "Ingrid Holm",
        "admin": "",
        "root": "Admin",
        "jan.kowalski": "",
        "ann_b@sea.example": "",
        "x": "<b>Xu</b>",
    }
    return Export(
        tmp_path / "export.xml", authors=users, categories={"ann-berg": "Ann Berg", "bo": "Bo Łoś", "sea": "Sea"}
    )


@pytest.mark.parametrize(
    ("login", "name", "slug"),
    [
        ("ingrid", "Ingrid Holm", "ingrid-holm"),
        ("admin", "The House", "the-house"),
        ("root", "The House", "the-house"),
        ("jan.kowalski", "Jan Kowalski", "jan-kowalski"),
        ("ann_b@sea.example", "Ann B", "ann-b"),
        ("x", "Xu", "xu"),
        ("unknown", "Unknown", "unknown"),
        ("", "The House", "the-house"),
    ],
)
def test_users_sign_with_the_best_name_there_is(export, login, name, slug):
    found = Bylines(export, [], "The House").of(Item(creator=login))
    assert found == [AuthorName(f"login:{login}", name, slug)]


class TestCategories:
    def test_named_ones_are_authors(self, export):
        bylines = Bylines(export, ["Ann Berg"], "The House")
        assert bylines.of(Item(creator="ingrid", terms=[SEA, ANN])) == [
            AuthorName("category:ann-berg", "Ann Berg", "ann-berg")
        ]
        assert bylines.is_author(ANN)
        assert not bylines.is_author(SEA)

    @pytest.mark.parametrize("wanted", ["ann berg", "ANN BERG", "ann-berg"])
    def test_are_named_by_name_or_slug_in_any_case(self, export, wanted):
        assert Bylines(export, [wanted], "").is_author(ANN)

    def test_several_write_together_in_their_order(self, export):
        bylines = Bylines(export, ["Ann Berg", "Bo Łoś"], "")
        assert [name.slug for name in bylines.of(Item(terms=[BO, SEA, ANN, BO]))] == ["bo", "ann-berg"]

    def test_a_post_in_none_of_them_is_its_users(self, export):
        assert Bylines(export, ["Ann Berg"], "").of(Item(creator="ingrid", terms=[SEA]))[0].name == "Ingrid Holm"

    def test_a_tag_of_the_same_name_is_no_author(self, export):
        assert not Bylines(export, ["Ann Berg"], "").is_author(Term("post_tag", "ann-berg", "Ann Berg"))

    def test_unknown_ones_are_refused_with_those_there_are(self, export):
        with pytest.raises(ImportRefusedError, match="has no category “Anne”; it has: Ann Berg, Bo Łoś, Sea"):
            Bylines(export, ["Anne"], "")

    def test_an_export_without_categories_says_so(self, tmp_path):
        with pytest.raises(ImportRefusedError, match="it has: none"):
            Bylines(Export(tmp_path / "export.xml"), ["Anne"], "")

    def test_slugs_in_other_scripts_become_plain_letters(self, export):
        export.categories["%d0%b0%d0%bd%d0%bd%d0%b0"] = "Анна"
        bylines = Bylines(export, ["Анна"], "")
        [name] = bylines.of(Item(terms=[Term("category", "%d0%b0%d0%bd%d0%bd%d0%b0", "Анна")]))
        assert (name.name, name.slug) == ("Анна", "anna")
