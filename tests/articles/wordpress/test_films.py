import pytest

from articles.wordpress.films import film_address
from core.blocks import EmbedBlock

YOUTUBE = "https://www.youtube.com/watch?v=abcdefghijk"
VIMEO = "https://vimeo.com/12345"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", YOUTUBE),
        ("http://youtube.com/watch?feature=x&v=abcdefghijk&t=3", YOUTUBE),
        ("https://m.youtube.com/watch?v=abcdefghijk#a", YOUTUBE),
        ("https://www.youtube.com/watch?a=1&amp;v=abcdefghijk", YOUTUBE),
        ("//www.youtube.com/embed/abcdefghijk?rel=0", YOUTUBE),
        ("https://www.youtube-nocookie.com/embed/abcdefghijk", YOUTUBE),
        ("https://youtu.be/abcdefghijk?si=x", YOUTUBE),
        ("https://www.youtube.com/shorts/abcdefghijk", YOUTUBE),
        ("https://www.youtube.com/live/abcdefghijk", YOUTUBE),
        ("http://www.youtube.com/v/abcdefghijk&hl=en", YOUTUBE),
        ("  https://YouTube.com/watch?v=abcdefghijk  ", YOUTUBE),
        ("https://vimeo.com/12345", VIMEO),
        ("http://www.vimeo.com/12345?x=1", VIMEO),
        ("//player.vimeo.com/video/12345?dnt=1", VIMEO),
        ("https://vimeo.com/channels/staffpicks/12345", VIMEO),
        ("https://vimeo.com/groups/a/videos/12345", VIMEO),
    ],
)
def test_known_addresses_become_one_that_plays(address, expected):
    assert film_address(address) == expected
    assert EmbedBlock().to_python({"url": expected}).player


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://www.youtube.com/",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/embed/videoseries?list=x",
        "https://www.youtube.com/watch?v=tooshort",
        "https://www.youtube.com/watch?v=abcdefghijklmnop",
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "https://evil.example/?u=https://youtu.be/abcdefghijk",
        "https://vimeo.com/about",
        "https://dailymotion.com/video/x1",
        "javascript:alert(1)",
    ],
)
def test_other_addresses_are_no_films(address):
    assert film_address(address) == ""
