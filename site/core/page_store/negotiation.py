"""Which encoding a reader gets, and whether they have the page already (RFC 9110, sections 12.5.3 and 13.1.2)."""

from functools import lru_cache


@lru_cache(maxsize=500)
def chosen(accepted: str, offered: tuple[str, ...]) -> str:
    """The best of the offered encodings that is accepted, the first where several are as good; else `identity`.

    Whoever refuses even that gets it all the same, as if they had not said anything (section 12.1).
    """
    weights = weights_in(accepted)
    rest = weights.get("*", 0.0)
    best, heaviest = "identity", weights.get("identity", 0.0)
    for encoding in reversed(offered):
        weight = weights.get(encoding, rest)
        if weight and weight >= heaviest:
            best, heaviest = encoding, weight
    return best


def weights_in(accepted: str) -> dict[str, float]:
    """`gzip;q=0.5, br` as `{"gzip": 0.5, "br": 1.0}`; what cannot be read counts for nothing."""
    weights = {}
    for part in accepted.lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            weight = 0.0
        if coding.strip():
            weights[coding.strip().replace("x-gzip", "gzip")] = weight if 0 <= weight <= 1 else 0.0
    return weights


def matches(if_none_match: str, etag: str) -> bool:
    """Whether the reader has the page with this tag; a weak tag will do."""
    if if_none_match.strip() == "*":
        return True
    return any(part.strip().removeprefix("W/") == etag for part in if_none_match.split(","))
