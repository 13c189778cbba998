"""Text of a web page: what stands in blocks, line by line; rows of tables with tabs between their cells."""

import re
from html.parser import HTMLParser

_BLOCK = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "nav",
        "tr",
        "table",
        "thead",
        "tbody",
        "title",
        "main",
        "aside",
        "form",
        "dd",
        "dt",
        "dl",
        "hr",
        "center",
        "pre",
        "blockquote",
    ]
)
_SKIP = frozenset(("script", "style", "noscript", "template", "select", "button", "textarea"))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.skipped = 0
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIP:
            self.skipped += 1
        elif tag in ("td", "th"):
            self.out.append("\t" if self.cells else "")
            self.cells += 1
        elif tag == "tr":
            self.out.append("\n")
            self.cells = 0
        elif tag in _BLOCK and not self.cells:
            self.out.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIP:
            self.skipped = max(0, self.skipped - 1)
        elif tag in ("tr", "table"):
            self.out.append("\n")
            self.cells = 0
        elif tag in _BLOCK and not self.cells:
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.out.append(re.sub(r"[\r\n\t]+", " ", data))


def text_of_html(text: str) -> str:
    """The page's text; a table used only for layout (a cell with whole paragraphs) still reads as text."""
    page = _Page()
    page.feed(text)
    page.close()
    lines = [re.sub(r" {2,}", " ", line).strip(" ") for line in "".join(page.out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
