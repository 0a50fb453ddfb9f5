"""What people write in Markdown, as safe HTML and as plain words."""

import re
from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

# The page has its own h1: headings of a text begin one below.
DEEPEST: Final = 6
TAGS: Final = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "img", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "table": {"class"},
    "code": {"class"},
}
SPACE: Final = re.compile(r"\s+")


def render(text: str) -> str:
    """HTML that may stand in a page as it is. HTML in the text is shown, not run."""
    tokens = _parser().parse(text)
    for token in tokens:
        _fit_into_page(token)
    html = _parser().renderer.render(tokens, _parser().options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


def plain(text: str) -> str:
    """The words alone, for a search index or the first line of a list."""
    words = [
        child.content
        for token in _parser().parse(text)
        for child in (token.children or [token])
        if child.content or child.type in {"softbreak", "hardbreak"}
    ]
    return SPACE.sub(" ", " ".join(words)).strip()


@lru_cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def _fit_into_page(token: Token) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(int(token.tag[1]) + 1, DEEPEST)}"
    elif token.type == "table_open":
        token.attrSet("class", "table")
