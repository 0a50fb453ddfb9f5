"""Markdown as its author may have written it, from the HTML that it became: an exercise
that came as a file is opened in the browser again."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final

from courses.catalog.markdown import CALLOUTS, render, render_line

MARKS: Final = {"strong": "**", "em": "*", "s": "~~"}
BLOCKS: Final = {"p", "h2", "h3", "h4", "pre", "hr", "ul", "ol", "table"}
SPECIAL: Final = re.compile(r"([\\`*_\[\]<>~|])")
TONES: Final = {f"rr-callout rr-{tone}": code for code, (tone, _) in CALLOUTS.items()}


def markdown_of(html: str) -> str:
    return _back(html, render)


def line_of(html: str) -> str:
    return _back(html, render_line)


def _back(html: str, rendered: Callable[[str], str]) -> str:
    """Without a backslash where none is needed."""
    plain = _Reader(escapes=False).read(html)
    if rendered(plain) == html:
        return plain
    careful = _Reader(escapes=True).read(html)
    return careful if rendered(careful) == html else plain


class _Reader(HTMLParser):
    """Writes what it reads; a quote's and a list's lines are set in."""

    def __init__(self, *, escapes: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._escapes = escapes
        self._out: list[str] = [""]
        self._lists: list[int | None] = []
        self._ends: list[str] = []
        self._verbatim = 0

    def read(self, html: str) -> str:
        self.feed(html)
        self.close()
        return re.sub(r"\n{3,}", "\n\n", self._out[0]).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        opened = getattr(self, f"_open_{tag}", None)
        if self._is_nested(tag):
            self._out[-1] = self._out[-1].rstrip("\n") + "\n"
        elif tag in BLOCKS and not self._out[-1].endswith("\n\n"):
            self._write("\n\n")
        if opened:
            opened(said)
        elif tag in MARKS:
            self._write(MARKS[tag])

    def _is_nested(self, tag: str) -> bool:
        """A list in a list stands close to its line."""
        return bool(self._lists) and tag in ("ul", "ol")

    def handle_endtag(self, tag: str) -> None:
        closed = getattr(self, f"_close_{tag}", None)
        if closed:
            closed()
        elif tag in MARKS:
            self._write(MARKS[tag])
        if tag in BLOCKS:
            self._write("\n\n")

    def handle_data(self, data: str) -> None:
        if self._verbatim:
            self._write(data)
        elif data.strip() or not self._out[-1].endswith(("\n", "| ", " ")):
            self._write(SPECIAL.sub(r"\\\1", data) if self._escapes else data)

    def _write(self, text: str) -> None:
        self._out[-1] += text

    def _open_h2(self, _said: dict[str, str]) -> None:
        self._write("## ")

    def _open_h3(self, _said: dict[str, str]) -> None:
        self._write("### ")

    def _open_h4(self, _said: dict[str, str]) -> None:
        self._write("#### ")

    def _open_hr(self, _said: dict[str, str]) -> None:
        self._write("---\n\n")

    def _open_br(self, _said: dict[str, str]) -> None:
        self._write("\\")

    def _open_a(self, said: dict[str, str]) -> None:
        title = f' "{said["title"]}"' if said.get("title") else ""
        self._ends.append(f"]({said.get('href', '')}{title})")
        self._write("[")

    def _close_a(self) -> None:
        self._write(self._ends.pop())

    def _open_img(self, said: dict[str, str]) -> None:
        self._write(f"![{said.get('alt', '')}]({said.get('src', '')})")

    def _open_pre(self, said: dict[str, str]) -> None:
        self._verbatim += 1
        self._write("```hl7\n" if said.get("class") == "rr-hl7" else "```\n")

    def _close_pre(self) -> None:
        self._verbatim -= 1
        self._write("```" if self._out[-1].endswith("\n") else "\n```")

    def _open_code(self, _said: dict[str, str]) -> None:
        self._write("" if self._verbatim else "`")
        self._verbatim += 1

    def _close_code(self) -> None:
        self._verbatim -= 1
        self._write("" if self._verbatim else "`")

    def _open_ul(self, _said: dict[str, str]) -> None:
        self._lists.append(None)

    def _open_ol(self, said: dict[str, str]) -> None:
        self._lists.append(int(said.get("start") or 1))

    def _close_ul(self) -> None:
        self._lists.pop()

    _close_ol = _close_ul

    def _open_li(self, _said: dict[str, str]) -> None:
        self._out.append("")

    def _close_li(self) -> None:
        text, number = self._out.pop().strip(), self._lists[-1]
        mark = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1
        self._write(mark + text.replace("\n", "\n" + " " * len(mark)) + "\n")

    def _open_blockquote(self, _said: dict[str, str]) -> None:
        self._out.append("")

    def _close_blockquote(self) -> None:
        self._quote(self._out.pop())

    def _open_aside(self, said: dict[str, str]) -> None:
        self._ends.append(TONES.get(said.get("class", ""), "NOTE"))
        self._out.append("")

    def _close_aside(self) -> None:
        title, _break, rest = self._out.pop().strip().partition("\n\n")
        self._quote(f"[!{self._ends.pop()}] {title.strip('*')}\n{rest}")

    def _quote(self, text: str) -> None:
        lines = text.strip().replace("\n\n\n", "\n\n").split("\n")
        self._write("\n\n" + "\n".join(f"> {one}".rstrip() for one in lines) + "\n\n")

    def _open_td(self, _said: dict[str, str]) -> None:
        self._write("| ")

    _open_th = _open_td

    def _close_td(self) -> None:
        self._write(" ")

    _close_th = _close_td

    def _close_tr(self) -> None:
        self._write("|\n")

    def _close_thead(self) -> None:
        columns = self._out[-1].strip().rsplit("\n", 1)[-1].count("|") - 1
        self._write("|" + " --- |" * columns + "\n")
