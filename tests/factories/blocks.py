"""Blocks as a StreamField stores them: `stream(heading("One"), paragraph("Two"))`."""

import json
from typing import Any
from uuid import uuid4


def stream(*blocks: dict[str, Any]) -> str:
    return json.dumps(blocks)


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


# In articles


def paragraph(text: str = "Some words.") -> dict[str, Any]:
    return block("paragraph", f"<p>{text}</p>")


def heading(text: str = "A section", level: str = "h2") -> dict[str, Any]:
    return block("heading", {"text": text, "level": level})


def image_value(picture: Any, alt_text: str = "A quiet harbour", decorative: bool = False) -> dict[str, Any]:
    return {"image": picture.pk, "alt_text": "" if decorative else alt_text, "decorative": decorative}


def image(picture: Any, width: str = "inline", caption: str = "", credit: str = "", **value: Any) -> dict[str, Any]:
    return block(
        "image", {"image": image_value(picture, **value), "caption": caption, "credit": credit, "width": width}
    )


def pull_quote(quote: str = "Ask twice.", attribution: str = "") -> dict[str, Any]:
    return block("pull_quote", {"quote": quote, "attribution": attribution})


def key_takeaways(*items: str, heading: str = "In short") -> dict[str, Any]:
    return block("key_takeaways", {"heading": heading, "items": list(items)})


def table(caption: str = "Two ways", rows: Any = (("A round", "3"),)) -> dict[str, Any]:
    columns = [{"type": "text", "heading": "Opening"}, {"type": "text", "heading": "Minutes"}]
    return block("table", {"caption": caption, "table": {"columns": columns, "rows": [{"values": r} for r in rows]}})


def embed(url: str = "https://vimeo.com/76979871", title: str = "A short film", **value: Any) -> dict[str, Any]:
    return block("embed", {"url": url, "title": title, "poster": None, "caption": "", **value})


def questions(heading: str = "Questions we hear", **answers: str) -> dict[str, Any]:
    items = [{"question": question, "answer": f"<p>{answer}</p>"} for question, answer in answers.items()]
    return block("questions", {"heading": heading, "items": items})


def guidebook(page: Any = None, text: str = "", with_form: bool = False) -> dict[str, Any]:
    return block("guidebook", {"page": page.pk if page else None, "text": text, "with_form": with_form})


def related_article(page: Any = None, note: str = "") -> dict[str, Any]:
    return block("related_article", {"page": page.pk if page else None, "note": note})


def divider() -> dict[str, Any]:
    return block("divider", None)


def whole_vocabulary(picture: Any, article: Any, offer: Any) -> list[dict[str, Any]]:
    """An article's body with every kind of block."""
    return [
        paragraph("First words."),
        heading("The first section"),
        image(picture, width="wide", caption="Before sunrise", credit="The archive"),
        pull_quote("Nobody reads the fourth slide.", "A participant"),
        key_takeaways("Ask before you advise."),
        table("How meetings open"),
        embed(),
        heading("The second section"),
        questions("Asked often", When="On Monday."),
        guidebook(offer, "For the drawer"),
        divider(),
        related_article(article, "Where it began"),
    ]


# On landing pages and the home page


def link(label: str = "Go on", page: Any = None, url: str = "") -> dict[str, Any]:
    return {"label": label, "page": page.pk if page else None, "url": url}


def hero(picture: Any = None, heading: str = "Lead the meeting", **value: Any) -> dict[str, Any]:
    chosen = image_value(picture) if picture else None
    button = link(url="https://www.example.com/")
    return block("hero", {"heading": heading, "text": "An evening.", "image": chosen, "button": button, **value})


def feature_grid(*titles: str) -> dict[str, Any]:
    features = [{"icon": "anchor", "title": title, "text": "Every Monday."} for title in titles]
    return block("feature_grid", {"heading": "What you get", "introduction": "", "features": features})


def steps(*titles: str) -> dict[str, Any]:
    return block("steps", {"heading": "How it works", "steps": [{"title": t, "text": "At once."} for t in titles]})


def said(quote: str = "It works.", name: str = "Marcus Aurelius", portrait: Any = None) -> dict[str, Any]:
    chosen = portrait.pk if portrait else None
    return block("testimonial", {"quote": quote, "name": name, "role": "Emperor", "portrait": chosen})


def logos(picture: Any, *names: str) -> dict[str, Any]:
    items = [{"image": picture.pk, "name": name, "url": ""} for name in names]
    return block("logos", {"heading": "Read at", "logos": items})


def figures(*numbers: str) -> dict[str, Any]:
    items = [{"figure": number, "label": "principles", "source": "Own count"} for number in numbers]
    return block("figures", {"heading": "In figures", "figures": items})


def sign_up(heading: str = "One letter a month") -> dict[str, Any]:
    return block("sign_up", {"heading": heading, "text": "Nothing else."})


def latest_articles(count: int = 3, topic: Any = None, heading: str = "Latest") -> dict[str, Any]:
    return block("latest_articles", {"heading": heading, "topic": topic.pk if topic else None, "count": count})


def lead_article(page: Any = None) -> dict[str, Any]:
    return block("lead_article", {"page": page.pk if page else None})


def topics(heading: str = "Subjects") -> dict[str, Any]:
    return block("topics", {"heading": heading})


def authors(heading: str = "Who writes here") -> dict[str, Any]:
    return block("authors", {"heading": heading})


def text(words: str = "Plain words.") -> dict[str, Any]:
    return block("text", f"<p>{words}</p>")


def call_to_action(heading: str = "Take it with you", **button: Any) -> dict[str, Any]:
    chosen = link(**{"url": "https://www.example.com/", **button})
    return block("call_to_action", {"heading": heading, "text": "", "button": chosen})


def saved_section(section: Any) -> dict[str, Any]:
    return block("saved_section", section.pk)


def whole_landing_page(picture: Any, offer: Any) -> list[dict[str, Any]]:
    """A landing page with every kind of section; without a picture it has no logos."""
    return [
        hero(picture),
        feature_grid("Direction", "Calm"),
        steps("Ask", "Read"),
        said(portrait=picture),
        *([logos(picture, "Harbour Office")] if picture else []),
        figures("10"),
        questions("Asked often", When="On Monday."),
        guidebook(offer),
        sign_up(),
        latest_articles(),
        text(),
        call_to_action(),
    ]


def whole_home_page(offer: Any) -> list[dict[str, Any]]:
    """A home page with every kind of section."""
    return [
        lead_article(),
        latest_articles(6),
        topics(),
        authors(),
        guidebook(offer),
        sign_up(),
        text(),
        call_to_action(),
    ]
